/** Registers the page of the embed code. */
import { DmCopyButton } from '../../app/copy-button.ts'
import { DmEmbedCode } from './embed-code.ts'
import { DmEmbedControls } from './embed-controls.ts'
import { DmEmbedPreview } from './embed-preview.ts'

DmCopyButton.define('dm-copy-button')
DmEmbedControls.define('dm-embed-controls')
DmEmbedPreview.define('dm-embed-preview')
DmEmbedCode.define('dm-embed-code')
