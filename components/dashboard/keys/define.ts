/** Registers the page of keys. */
import { DmCopyButton } from '../../app/copy-button.ts'
import { DmDialog } from '../../app/dialog.ts'
import { DmKeyForm } from './key-form.ts'
import { DmKeys } from './keys.ts'

DmCopyButton.define('dm-copy-button')
DmDialog.define('dm-dialog')
DmKeyForm.define('dm-key-form')
DmKeys.define('dm-keys')
