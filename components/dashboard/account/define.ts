/** Registers the pages of a person's own account, and what asks or tells about it on every page. */
import { DmCopyButton } from '../../app/copy-button.ts'
import { DmDialog } from '../../app/dialog.ts'
import { DmAccount } from './account.ts'
import { DmConfirmIdentity } from './confirm-identity.ts'
import { DmEmailChange } from './email-change.ts'
import { DmPasskeys } from './passkey-list.ts'
import { DmPasskeyName } from './passkey-name.ts'
import { DmPasswordChange } from './password-change.ts'
import { DmProfile } from './profile.ts'
import { DmRecoveryCodes } from './recovery-codes.ts'
import { DmSecondFactorGate } from './second-factor-gate.ts'
import { DmSecondFactors } from './second-factors.ts'
import { DmSessionNotices } from './session-notices.ts'
import { DmSessions } from './sessions.ts'
import { DmTotpSetup } from './totp-setup.ts'

DmCopyButton.define('dm-copy-button')
DmDialog.define('dm-dialog')
DmTotpSetup.define('dm-totp-setup')
DmRecoveryCodes.define('dm-recovery-codes')
DmPasskeyName.define('dm-passkey-name')
DmPasskeys.define('dm-passkeys')
DmSessions.define('dm-sessions')
DmPasswordChange.define('dm-password-change')
DmSecondFactors.define('dm-second-factors')
DmProfile.define('dm-profile')
DmEmailChange.define('dm-email-change')
DmConfirmIdentity.define('dm-confirm-identity')
DmSessionNotices.define('dm-session-notices')
DmSecondFactorGate.define('dm-second-factor-gate')
DmAccount.define('dm-account')
