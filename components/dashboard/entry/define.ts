/** Registers the pages before the dashboard, but for signing in, which comes with it. */
import { DmEntry } from './entry.ts'
import { DmInvitation } from './invitation.ts'
import { DmMagic } from './magic.ts'
import { DmMailLink } from './mail-link.ts'
import { DmJoinForm } from './join-form.ts'
import { DmReset } from './reset.ts'
import { DmSecondFactor } from './second-factor.ts'
import { DmSignUp } from './sign-up.ts'
import { DmVerify } from './verify.ts'

DmSecondFactor.define('dm-second-factor')
DmSignUp.define('dm-sign-up')
DmMailLink.define('dm-mail-link')
DmReset.define('dm-reset')
DmVerify.define('dm-verify')
DmMagic.define('dm-magic')
DmJoinForm.define('dm-join-form')
DmInvitation.define('dm-invitation')
DmEntry.define('dm-entry')
