/** Registers the page of domains. */
import { DmCopyButton } from '../../app/copy-button.ts'
import { DmDialog } from '../../app/dialog.ts'
import { DmDomainDetails } from './domain-details.ts'
import { DmDomainForm } from './domain-form.ts'
import { DmDomains } from './domains.ts'

DmCopyButton.define('dm-copy-button')
DmDialog.define('dm-dialog')
DmDomainDetails.define('dm-domain-details')
DmDomainForm.define('dm-domain-form')
DmDomains.define('dm-domains')
