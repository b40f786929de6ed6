/** Lower case, without what stands at their end: `Password1234!` is one of them. */
export const frequentPasswords: ReadonlySet<string> = new Set(
  `password passwort passw0rd p@ssword p@ssw0rd password1password passwordpassword mypassword thepassword yourpassword
   newpassword changeme changemenow letmein letmeinplease welcome welcomehome administrator adminadmin admin superadmin
   rootroot qwerty qwertyuiop qwertzuiop qwertyqwerty azertyuiop asdfghjkl asdfghjkl; zxcvbnm qazwsxedc 1qaz2wsx3edc 1q2w3e4r5t
   1q2w3e4r5t6y q1w2e3r4t5 zaq12wsx 123qweasdzxc qweasdzxc iloveyou iloveyousomuch iloveyouforever loveyou sunshine princess
   football baseball basketball superman batman spiderman starwars pokemon dragon monkey shadow master michael jennifer
   jordan hunter trustno1 whatever computer internet samsung google facebook linkedin microsoft twitter instagram youtube
   minecraft fortnite playstation liverpool chelsea arsenal barcelona realmadrid manchester juventus bayern borussia
   christmas halloween summertime wintertime springtime january february march april may june july august september
   october november december monday tuesday wednesday thursday friday saturday sunday summer winter spring autumn
   hallo hallowelt helloworld hello goodmorning schalke geheim sommer blumenkohl test testing testtest testpassword
   demo default guest temporary temp secret topsecret secretpassword security login loginlogin access accessgranted
   abcabcabc abcdefghij abcdef abc123abc123 a1b2c3d4e5 aa123456aa asdfasdf asdf1234asdf qwer1234qwer 147258369 1472583690
   1234567890 123456789 123123123 1231231231 123321123321 1234512345 12341234 12344321 987654321 0987654321 11223344 1122334455 112233445566
   121212121212 131313131313 696969696969 555666777 741852963 789456123 159753 159357 147852369 102030405060 1029384756
   blink182blink182 mustang corvette ferrari porsche mercedes yamaha harley chocolate cookie cookies butterfly rainbow
   flower flowers unicorn tinkerbell hellokitty doraemon naruto dragonball onepiece slipknot metallica nirvana eminem
   jesuschrist jesus godisgood godisgreat blessed angel angels lovely loveme forever family friends bestfriend mylove
   babygirl babyboy princesa teamo teamomucho contraseña contrasena motdepasse bonjour soleil jetaime doudou loulou
   senha password123password pass123word passpass passphrase nopassword mypass trustme please open opensesame sesame
   correcthorsebatterystaple correcthorse`
    .split(/\s+/)
    .filter(Boolean),
)
