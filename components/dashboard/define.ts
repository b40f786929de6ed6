/** Registers what the dashboard's first page is made of; the other pages come with code of their own. */
import '../app/tenant/define.ts'
import { DmToasts } from '../app/toasts.ts'
import { DmDashboard } from './dashboard.ts'
import { DmLatePage } from './late-page.ts'
import { DmModuleScreen } from './module-screen.ts'
import { DmBell } from './notifications/bell.ts'
import { DmShell } from './shell.ts'
import { DmSignIn } from './entry/sign-in.ts'

DmToasts.define('dm-toasts')
DmModuleScreen.define('dm-module-screen')
DmLatePage.define('dm-late-page')
DmBell.define('dm-bell')
DmShell.define('dm-shell')
DmSignIn.define('dm-sign-in')
DmDashboard.define('dm-dashboard')
