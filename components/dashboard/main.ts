/** Entry of the dashboard's document. */
import './define.ts'
