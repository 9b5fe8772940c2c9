<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>mailweir::AlertsPage</name>
    <message>
        <source>Alerts</source>
        <translation>Warnungen</translation>
    </message>
    <message>
        <source>&amp;Warn about floods</source>
        <translation>Vor Mailfluten &amp;warnen</translation>
    </message>
    <message>
        <source>One notification a flood, renewed while it lasts and gone when it is over.</source>
        <translation>Eine Benachrichtigung je Flut; sie wird erneuert, solange die Flut dauert, und verschwindet danach.</translation>
    </message>
    <message>
        <source>&amp;Limit:</source>
        <translation>&amp;Grenze:</translation>
    </message>
    <message>
        <source>Messages of one group in a minute.</source>
        <translation>Nachrichten einer Gruppe in einer Minute.</translation>
    </message>
</context>
<context>
    <name>mailweir::Application</name>
    <message>
        <source>Please choose another --log-file.</source>
        <translation>Bitte eine andere Datei für --log-file wählen.</translation>
    </message>
    <message>
        <source>This desktop has no tray: closing the window ends Mailweir.</source>
        <translation>Dieser Desktop hat keinen Infobereich: Wird das Fenster geschlossen, endet Mailweir.</translation>
    </message>
    <message>
        <source>This desktop shows no notifications: floods and failures are only told here.</source>
        <translation>Dieser Desktop zeigt keine Benachrichtigungen: Fluten und Fehlschläge stehen nur hier.</translation>
    </message>
    <message>
        <source>Mailweir goes on in the tray</source>
        <translation>Mailweir läuft im Infobereich weiter</translation>
    </message>
    <message>
        <source>Mail is caught as before. Ctrl+Q in the window ends it.</source>
        <translation>Mails werden weiter gefangen. Strg+Q im Fenster beendet Mailweir.</translation>
    </message>
</context>
<context>
    <name>mailweir::AttachmentList</name>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>Typ</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Attachments</source>
        <translation>Anhänge</translation>
    </message>
    <message>
        <source>&amp;Save…</source>
        <translation>&amp;Speichern …</translation>
    </message>
    <message>
        <source>Save a&amp;ll…</source>
        <translation>A&amp;lle speichern …</translation>
    </message>
    <message>
        <source>(no name)</source>
        <translation>(ohne Namen)</translation>
    </message>
    <message>
        <source>Save attachment</source>
        <translation>Anhang speichern</translation>
    </message>
    <message>
        <source>Save all attachments in</source>
        <translation>Alle Anhänge speichern in</translation>
    </message>
    <message>
        <source>the attachment cannot be decoded</source>
        <translation>der Anhang lässt sich nicht dekodieren</translation>
    </message>
</context>
<context>
    <name>mailweir::DeliveryTableModel</name>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Recipient</source>
        <translation>Empfänger</translation>
    </message>
    <message>
        <source>Subject</source>
        <translation>Betreff</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Grund</translation>
    </message>
    <message>
        <source>Attempts</source>
        <translation>Versuche</translation>
    </message>
    <message>
        <source>Next try</source>
        <translation>Nächster Versuch</translation>
    </message>
    <message>
        <source>Made</source>
        <translation>Erstellt</translation>
    </message>
</context>
<context>
    <name>mailweir::DeliveryView</name>
    <message>
        <source>What the server said</source>
        <translation>Was der Server sagte</translation>
    </message>
    <message>
        <source>&amp;Resend</source>
        <translation>&amp;Erneut senden</translation>
    </message>
    <message>
        <source>Send it now (Ctrl+R)</source>
        <translation>Jetzt senden (Strg+R)</translation>
    </message>
    <message>
        <source>Set &amp;up a relay…</source>
        <translation>Relay ein&amp;richten …</translation>
    </message>
    <message>
        <source>&amp;Copy reason</source>
        <translation>&amp;Grund kopieren</translation>
    </message>
    <message>
        <source>Transcript</source>
        <translation>Mitschrift</translation>
    </message>
    <message>
        <source>%1 · to %2 · made %3</source>
        <comment>state · recipient · 5 min ago</comment>
        <translation>%1 · an %2 · erstellt %3</translation>
    </message>
    <message>
        <source>The server said: %1</source>
        <translation>Der Server sagte: %1</translation>
    </message>
    <message numerus="yes">
        <source>Tried %n time(s).</source>
        <translation>
            <numerusform>%n Mal versucht.</numerusform>
            <numerusform>%n Mal versucht.</numerusform>
        </translation>
    </message>
    <message>
        <source>&amp;Transcript: nothing has been tried yet</source>
        <translation>&amp;Mitschrift: noch nichts versucht</translation>
    </message>
    <message numerus="yes">
        <source>&amp;Transcript of %n attempt(s)</source>
        <translation>
            <numerusform>&amp;Mitschrift von %n Versuch</numerusform>
            <numerusform>&amp;Mitschrift von %n Versuchen</numerusform>
        </translation>
    </message>
    <message>
        <source>Ca&amp;ncel</source>
        <translation>Abb&amp;rechen</translation>
    </message>
    <message>
        <source>Do not send it any more</source>
        <translation>Nicht mehr senden</translation>
    </message>
</context>
<context>
    <name>mailweir::DeliveryWords</name>
    <message>
        <source>No relay is set</source>
        <translation>Kein Relay eingerichtet</translation>
    </message>
    <message>
        <source>The server does not know this address.</source>
        <translation>Der Server kennt diese Adresse nicht.</translation>
    </message>
    <message>
        <source>The server cannot find the domain of this address.</source>
        <translation>Der Server findet die Domain dieser Adresse nicht.</translation>
    </message>
    <message>
        <source>The server says that this is not a valid address.</source>
        <translation>Der Server hält diese Adresse für ungültig.</translation>
    </message>
    <message>
        <source>The server does not accept the sender&apos;s address.</source>
        <translation>Der Server nimmt die Absenderadresse nicht an.</translation>
    </message>
    <message>
        <source>This mailbox is switched off.</source>
        <translation>Dieses Postfach ist abgeschaltet.</translation>
    </message>
    <message>
        <source>This mailbox is full.</source>
        <translation>Dieses Postfach ist voll.</translation>
    </message>
    <message>
        <source>The mail is too large for this server.</source>
        <translation>Die Mail ist für diesen Server zu groß.</translation>
    </message>
    <message>
        <source>The server is closed for the moment.</source>
        <translation>Der Server ist im Moment geschlossen.</translation>
    </message>
    <message>
        <source>The server cannot reach the next one on the way.</source>
        <translation>Der Server erreicht den nächsten auf dem Weg nicht.</translation>
    </message>
    <message>
        <source>The server wants an encrypted connection or a login first.</source>
        <translation>Der Server verlangt zuerst Verschlüsselung oder eine Anmeldung.</translation>
    </message>
    <message>
        <source>The server does not accept this user name and password.</source>
        <translation>Der Server nimmt Benutzernamen und Passwort nicht an.</translation>
    </message>
    <message>
        <source>The server&apos;s rules forbid this mail.</source>
        <translation>Die Regeln des Servers lassen diese Mail nicht zu.</translation>
    </message>
    <message>
        <source>The server wants to see this mail a second time, later.</source>
        <translation>Der Server möchte diese Mail später ein zweites Mal sehen.</translation>
    </message>
    <message>
        <source>The server refuses for reasons of security or policy.</source>
        <translation>Der Server lehnt aus Sicherheits- oder Regelgründen ab.</translation>
    </message>
    <message>
        <source>The server is busy or shutting down.</source>
        <translation>Der Server ist ausgelastet oder fährt herunter.</translation>
    </message>
    <message>
        <source>The server cannot take it right now.</source>
        <translation>Der Server kann sie gerade nicht annehmen.</translation>
    </message>
    <message>
        <source>The server has too little room at the moment.</source>
        <translation>Der Server hat im Moment zu wenig Platz.</translation>
    </message>
    <message>
        <source>The server does not know this address, or does not take mail for it.</source>
        <translation>Der Server kennt diese Adresse nicht oder nimmt für sie keine Mail an.</translation>
    </message>
    <message>
        <source>The mail is too large, or the mailbox is full.</source>
        <translation>Die Mail ist zu groß oder das Postfach voll.</translation>
    </message>
    <message>
        <source>The server refuses this mail.</source>
        <translation>Der Server lehnt diese Mail ab.</translation>
    </message>
    <message>
        <source>The mail server could not be reached, or the connection broke.</source>
        <translation>Der Mailserver war nicht erreichbar, oder die Verbindung brach ab.</translation>
    </message>
    <message>
        <source>Mailweir has caught this mail, but knows no mail server to hand the summary to.</source>
        <translation>Mailweir hat diese Mail gefangen, kennt aber keinen Mailserver für die Zusammenfassung.</translation>
    </message>
    <message>
        <source>The connection broke after the whole mail had been handed over, so it may have arrived.</source>
        <translation>Die Verbindung brach ab, nachdem die ganze Mail übergeben war; sie kann angekommen sein.</translation>
    </message>
    <message>
        <source>It will be sent in a moment.</source>
        <translation>Sie wird gleich gesendet.</translation>
    </message>
    <message>
        <source>It is being sent.</source>
        <translation>Sie wird gerade gesendet.</translation>
    </message>
    <message>
        <source>Nothing more to do.</source>
        <translation>Nichts weiter zu tun.</translation>
    </message>
    <message>
        <source>Mailweir tries again %1.</source>
        <comment>%1: in 5 min, or now</comment>
        <translation>Mailweir versucht es %1 wieder.</translation>
    </message>
    <message>
        <source>Mailweir tries again by itself.</source>
        <translation>Mailweir versucht es von selbst wieder.</translation>
    </message>
    <message>
        <source>Mailweir tries again %1 with the same Message-ID, so that a second copy can be told.</source>
        <translation>Mailweir versucht es %1 wieder, mit derselben Message-ID, damit eine zweite Kopie erkennbar ist.</translation>
    </message>
    <message>
        <source>Mailweir tries again with the same Message-ID, so that a second copy can be told.</source>
        <translation>Mailweir versucht es wieder, mit derselben Message-ID, damit eine zweite Kopie erkennbar ist.</translation>
    </message>
    <message>
        <source>It stays here. Set up a relay, then resend it.</source>
        <translation>Sie bleibt hier. Ein Relay einrichten, dann erneut senden.</translation>
    </message>
    <message>
        <source>It stays here until you resend it.</source>
        <translation>Sie bleibt hier, bis sie erneut gesendet wird.</translation>
    </message>
    <message>
        <source>Mailweir has given up. Resend it once the cause is mended.</source>
        <translation>Mailweir versucht es nicht weiter. Erneut senden, sobald die Ursache behoben ist.</translation>
    </message>
    <message>
        <source>It will not be sent unless you resend it.</source>
        <translation>Sie wird nur gesendet, wenn Sie es erneut anstoßen.</translation>
    </message>
</context>
<context>
    <name>mailweir::FailedPage</name>
    <message>
        <source>No failed sends</source>
        <translation>Nichts fehlgeschlagen</translation>
    </message>
    <message>
        <source>Summaries that could not be delivered, or that wait, are listed here.</source>
        <translation>Hier stehen Zusammenfassungen, die nicht zugestellt werden konnten oder warten.</translation>
    </message>
    <message>
        <source>Deliveries that failed or wait</source>
        <translation>Fehlgeschlagene und wartende Sendungen</translation>
    </message>
    <message>
        <source>Resend &amp;all failed</source>
        <translation>Alle fehlge&amp;schlagenen erneut senden</translation>
    </message>
    <message>
        <source>Send every failed delivery once more</source>
        <translation>Jede fehlgeschlagene Sendung noch einmal senden</translation>
    </message>
    <message>
        <source>&amp;Resend</source>
        <translation>&amp;Erneut senden</translation>
    </message>
    <message numerus="yes">
        <source>Resending %n delivery(s).</source>
        <translation>
            <numerusform>%n Sendung wird erneut gesendet.</numerusform>
            <numerusform>%n Sendungen werden erneut gesendet.</numerusform>
        </translation>
    </message>
    <message>
        <source>Cancelled.</source>
        <translation>Abgebrochen.</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>&amp;Abbrechen</translation>
    </message>
</context>
<context>
    <name>mailweir::GeneralPage</name>
    <message>
        <source>General</source>
        <translation>Allgemein</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>&amp;Appearance:</source>
        <translation>&amp;Aussehen:</translation>
    </message>
    <message>
        <source>Start &amp;hidden in the tray</source>
        <translation>&amp;Verborgen im Infobereich starten</translation>
    </message>
    <message>
        <source>The language is that of the system.</source>
        <translation>Die Sprache ist die des Systems.</translation>
    </message>
    <message>
        <source>The settings are kept in %1. Options on the command line come before them.</source>
        <translation>Die Einstellungen stehen in %1. Optionen der Befehlszeile gehen ihnen vor.</translation>
    </message>
</context>
<context>
    <name>mailweir::GroupTableModel</name>
    <message>
        <source>%1 per minute</source>
        <translation>%1 pro Minute</translation>
    </message>
    <message>
        <source>(no subject)</source>
        <translation>(ohne Betreff)</translation>
    </message>
    <message>
        <source>Sends now</source>
        <translation>Wird jetzt gesendet</translation>
    </message>
    <message>
        <source>Collecting: the summary is made %1</source>
        <translation>Sammelt: die Zusammenfassung entsteht %1</translation>
    </message>
    <message>
        <source>Messages in each minute of the last hour</source>
        <translation>Nachrichten in jeder Minute der letzten Stunde</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Subject</source>
        <translation>Betreff</translation>
    </message>
    <message>
        <source>Count</source>
        <translation>Anzahl</translation>
    </message>
    <message>
        <source>/min</source>
        <comment>messages per minute</comment>
        <translation>/min</translation>
    </message>
    <message>
        <source>Last hour</source>
        <translation>Letzte Stunde</translation>
    </message>
    <message>
        <source>First</source>
        <translation>Erste</translation>
    </message>
    <message>
        <source>Last</source>
        <translation>Letzte</translation>
    </message>
    <message>
        <source>To</source>
        <translation>An</translation>
    </message>
</context>
<context>
    <name>mailweir::GroupingPage</name>
    <message>
        <source>Grouping</source>
        <translation>Gruppieren</translation>
    </message>
    <message>
        <source>Quiet &amp;time:</source>
        <translation>&amp;Ruhezeit:</translation>
    </message>
    <message>
        <source>A summary leaves when nothing more came for this long.</source>
        <translation>Eine Zusammenfassung geht hinaus, wenn so lange nichts mehr kam.</translation>
    </message>
    <message>
        <source>&amp;Longest wait:</source>
        <translation>&amp;Längste Wartezeit:</translation>
    </message>
    <message>
        <source>And at the latest this long after the first message.</source>
        <translation>Und spätestens so lange nach der ersten Nachricht.</translation>
    </message>
    <message>
        <source>This has to be at least the quiet time.</source>
        <translation>Sie muss mindestens so lang wie die Ruhezeit sein.</translation>
    </message>
    <message>
        <source>&amp;Subject begins with:</source>
        <translation>&amp;Betreff beginnt mit:</translation>
    </message>
    <message>
        <source>Of every summary, before &quot;3 instances: …&quot;.</source>
        <translation>Bei jeder Zusammenfassung, vor „3 instances: …“.</translation>
    </message>
    <message>
        <source>Send what is &amp;collecting when Mailweir ends</source>
        <translation>&amp;Gesammeltes senden, wenn Mailweir endet</translation>
    </message>
    <message>
        <source>Otherwise it is kept, and sent after the next start.</source>
        <translation>Sonst bleibt es erhalten und geht nach dem nächsten Start hinaus.</translation>
    </message>
</context>
<context>
    <name>mailweir::LivePage</name>
    <message>
        <source>Groups of messages</source>
        <translation>Nachrichtengruppen</translation>
    </message>
    <message>
        <source>Messages of the group</source>
        <translation>Nachrichten der Gruppe</translation>
    </message>
    <message>
        <source>&amp;Delete…</source>
        <translation>&amp;Löschen …</translation>
    </message>
    <message>
        <source>&amp;Send summary now</source>
        <translation>Zusammenfassung jetzt &amp;senden</translation>
    </message>
    <message>
        <source>The summary is on its way.</source>
        <translation>Die Zusammenfassung ist unterwegs.</translation>
    </message>
    <message>
        <source>&amp;Mute alerts for an hour</source>
        <translation>Warnungen eine Stunde &amp;stummschalten</translation>
    </message>
    <message>
        <source>&amp;Delete messages…</source>
        <translation>Nachrichten &amp;löschen …</translation>
    </message>
    <message numerus="yes">
        <source>Delete %n message(s) of “%1”?</source>
        <translation>
            <numerusform>%n Nachricht aus „%1“ löschen?</numerusform>
            <numerusform>%n Nachrichten aus „%1“ löschen?</numerusform>
        </translation>
    </message>
    <message>
        <source>&amp;Delete</source>
        <translation>&amp;Löschen</translation>
    </message>
    <message numerus="yes">
        <source>Delete %n message(s)?</source>
        <translation>
            <numerusform>%n Nachricht löschen?</numerusform>
            <numerusform>%n Nachrichten löschen?</numerusform>
        </translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Summaries that are being collected keep what they have.</source>
        <translation>Zusammenfassungen, die gerade gesammelt werden, behalten ihren Inhalt.</translation>
    </message>
</context>
<context>
    <name>mailweir::MailBrowser</name>
    <message>
        <source>The mail as HTML</source>
        <translation>Die Mail als HTML</translation>
    </message>
    <message>
        <source>&amp;Open link…</source>
        <translation>Link ö&amp;ffnen …</translation>
    </message>
    <message>
        <source>Copy &amp;link</source>
        <translation>&amp;Link kopieren</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>&amp;Kopieren</translation>
    </message>
    <message>
        <source>Select &amp;all</source>
        <translation>&amp;Alles auswählen</translation>
    </message>
    <message>
        <source>Open link</source>
        <translation>Link öffnen</translation>
    </message>
    <message>
        <source>Open this address outside Mailweir?</source>
        <translation>Diese Adresse außerhalb von Mailweir öffnen?</translation>
    </message>
    <message>
        <source>&amp;Open</source>
        <translation>Ö&amp;ffnen</translation>
    </message>
</context>
<context>
    <name>mailweir::MainWindow</name>
    <message>
        <source>&amp;Live</source>
        <translation>&amp;Live</translation>
    </message>
    <message>
        <source>&amp;Failed</source>
        <translation>&amp;Fehlgeschlagen</translation>
    </message>
    <message>
        <source>Summaries are made, but not sent: no relay is set. They are kept under Failed.</source>
        <translation>Zusammenfassungen entstehen, werden aber nicht gesendet: kein Relay eingerichtet. Sie liegen unter Fehlgeschlagen.</translation>
    </message>
    <message>
        <source>Set up a relay…</source>
        <translation>Relay einrichten …</translation>
    </message>
    <message>
        <source>The test mail was caught.</source>
        <translation>Die Testmail wurde gefangen.</translation>
    </message>
    <message>
        <source>The test mail was turned away: %1</source>
        <translation>Die Testmail wurde abgewiesen: %1</translation>
    </message>
    <message>
        <source>Quit Mailweir</source>
        <translation>Mailweir beenden</translation>
    </message>
    <message numerus="yes">
        <source>%n batch(es) are still collecting. Quit all the same?</source>
        <translation>
            <numerusform>%n Stapel sammelt noch. Trotzdem beenden?</numerusform>
            <numerusform>%n Stapel sammeln noch. Trotzdem beenden?</numerusform>
        </translation>
    </message>
    <message>
        <source>Their summaries are made now, and sent if a relay is set. Nothing is lost.</source>
        <translation>Die Zusammenfassungen entstehen jetzt und werden gesendet, wenn ein Relay eingerichtet ist. Nichts geht verloren.</translation>
    </message>
    <message>
        <source>They go on when Mailweir is started again. Nothing is lost.</source>
        <translation>Sie sammeln nach dem nächsten Start weiter. Nichts geht verloren.</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
    </message>
</context>
<context>
    <name>mailweir::MainWindowActions</name>
    <message>
        <source>&amp;Pause</source>
        <translation>&amp;Pause</translation>
    </message>
    <message>
        <source>Test &amp;mail</source>
        <translation>Test&amp;mail</translation>
    </message>
    <message>
        <source>Sett&amp;ings</source>
        <translation>E&amp;instellungen</translation>
    </message>
    <message>
        <source>Filter the groups</source>
        <translation>Gruppen filtern</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>Live</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fehlgeschlagen</translation>
    </message>
    <message>
        <source>Resend the selected delivery</source>
        <translation>Ausgewählte Sendung erneut senden</translation>
    </message>
    <message>
        <source>List of keys</source>
        <translation>Tastenübersicht</translation>
    </message>
    <message>
        <source>Close the window</source>
        <translation>Fenster schließen</translation>
    </message>
    <message>
        <source>Quit Mailweir</source>
        <translation>Mailweir beenden</translation>
    </message>
    <message>
        <source>&amp;Resume</source>
        <translation>&amp;Fortsetzen</translation>
    </message>
    <message>
        <source>Take new mail again (F8)</source>
        <translation>Wieder Mail annehmen (F8)</translation>
    </message>
    <message>
        <source>Turn new mail away for now (F8)</source>
        <translation>Neue Mail vorerst abweisen (F8)</translation>
    </message>
    <message>
        <source>Up, Down, J, K</source>
        <translation>Auf, Ab, J, K</translation>
    </message>
    <message>
        <source>Move in a table</source>
        <translation>In einer Tabelle bewegen</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Eingabe</translation>
    </message>
    <message>
        <source>Go into what is selected</source>
        <translation>In das Ausgewählte gehen</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>Go back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Space, Shift+Space</source>
        <translation>Leertaste, Umschalt+Leertaste</translation>
    </message>
    <message>
        <source>Page through the message</source>
        <translation>In der Nachricht blättern</translation>
    </message>
    <message>
        <source>Del</source>
        <translation>Entf</translation>
    </message>
    <message>
        <source>Delete the selected messages</source>
        <translation>Ausgewählte Nachrichten löschen</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
</context>
<context>
    <name>mailweir::MessageBar</name>
    <message>
        <source>Close this notice</source>
        <translation>Diesen Hinweis schließen</translation>
    </message>
</context>
<context>
    <name>mailweir::MessageTableModel</name>
    <message>
        <source>(no subject)</source>
        <translation>(ohne Betreff)</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Von</translation>
    </message>
    <message>
        <source>Subject</source>
        <translation>Betreff</translation>
    </message>
    <message>
        <source>Received</source>
        <translation>Empfangen</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>%1, unread</source>
        <comment>subject</comment>
        <translation>%1, ungelesen</translation>
    </message>
</context>
<context>
    <name>mailweir::MessageView</name>
    <message>
        <source>The mail as text</source>
        <translation>Die Mail als Text</translation>
    </message>
    <message>
        <source>The headers</source>
        <translation>Die Kopfzeilen</translation>
    </message>
    <message>
        <source>The source</source>
        <translation>Der Quelltext</translation>
    </message>
    <message>
        <source>Sa&amp;ve mail…</source>
        <translation>Mail &amp;speichern …</translation>
    </message>
    <message>
        <source>&amp;HTML</source>
        <translation>&amp;HTML</translation>
    </message>
    <message>
        <source>Te&amp;xt</source>
        <translation>Te&amp;xt</translation>
    </message>
    <message>
        <source>Hea&amp;ders</source>
        <translation>&amp;Kopfzeilen</translation>
    </message>
    <message>
        <source>S&amp;ource</source>
        <translation>&amp;Quelltext</translation>
    </message>
    <message>
        <source>&amp;Attachments</source>
        <translation>&amp;Anhänge</translation>
    </message>
    <message>
        <source>&amp;Attachments (%1)</source>
        <translation>&amp;Anhänge (%1)</translation>
    </message>
    <message>
        <source>(no subject)</source>
        <translation>(ohne Betreff)</translation>
    </message>
    <message>
        <source>Envelope sender: %1
Envelope recipients: %2
Received: %3</source>
        <translation>Absender im Umschlag: %1
Empfänger im Umschlag: %2
Empfangen: %3</translation>
    </message>
    <message>
        <source>The HTML is too large to be shown; this is its text.</source>
        <translation>Das HTML ist zu groß zum Anzeigen; dies ist sein Text.</translation>
    </message>
    <message>
        <source>Only the beginning is shown. Save the mail to see all of it.</source>
        <translation>Nur der Anfang wird gezeigt. Zum Lesen des Ganzen die Mail speichern.</translation>
    </message>
    <message>
        <source>Save mail</source>
        <translation>Mail speichern</translation>
    </message>
    <message>
        <source>Mail (*.eml)</source>
        <translation>Mail (*.eml)</translation>
    </message>
    <message>
        <source>%1 → %2</source>
        <comment>sender → recipients</comment>
        <translation>%1 → %2</translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <comment>time · size</comment>
        <translation>%1 · %2</translation>
    </message>
</context>
<context>
    <name>mailweir::NavigationBar</name>
    <message>
        <source>Views</source>
        <translation>Ansichten</translation>
    </message>
</context>
<context>
    <name>mailweir::NavigationButton</name>
    <message>
        <source>%1, %2</source>
        <comment>view and how many are in it</comment>
        <translation>%1, %2</translation>
    </message>
</context>
<context>
    <name>mailweir::Notifier</name>
    <message>
        <source>Flood: &quot;%1&quot;</source>
        <translation>Flut: „%1“</translation>
    </message>
    <message>
        <source>%1 in the last minute, usually %2</source>
        <translation>%1 in der letzten Minute, sonst %2</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>Mute 1 h</source>
        <translation>1 Std. stumm</translation>
    </message>
    <message>
        <source>Resend</source>
        <translation>Erneut senden</translation>
    </message>
    <message>
        <source>Summary not delivered</source>
        <translation>Zusammenfassung nicht zugestellt</translation>
    </message>
    <message>
        <source>&quot;%1&quot; to %2: %3</source>
        <translation>„%1“ an %2: %3</translation>
    </message>
    <message numerus="yes">
        <source>%n summary(s) not delivered</source>
        <translation>
            <numerusform>%n Zusammenfassung nicht zugestellt</numerusform>
            <numerusform>%n Zusammenfassungen nicht zugestellt</numerusform>
        </translation>
    </message>
    <message>
        <source>The reasons are in the window, under Failed.</source>
        <translation>Die Gründe stehen im Fenster unter Fehlgeschlagen.</translation>
    </message>
</context>
<context>
    <name>mailweir::RateChart</name>
    <message>
        <source>Messages per second over the last minute</source>
        <translation>Nachrichten pro Sekunde in der letzten Minute</translation>
    </message>
</context>
<context>
    <name>mailweir::ReceivingPage</name>
    <message>
        <source>Receiving</source>
        <translation>Empfang</translation>
    </message>
    <message>
        <source>&amp;Address:</source>
        <translation>&amp;Adresse:</translation>
    </message>
    <message>
        <source>localhost: this computer only. 0.0.0.0: everyone who can reach this computer.</source>
        <translation>localhost: nur dieser Rechner. 0.0.0.0: alle, die diesen Rechner erreichen.</translation>
    </message>
    <message>
        <source>Please write localhost or an IP address of this computer.</source>
        <translation>Bitte localhost oder eine IP-Adresse dieses Rechners angeben.</translation>
    </message>
    <message>
        <source>&amp;Port:</source>
        <translation>&amp;Port:</translation>
    </message>
    <message>
        <source>Any free one</source>
        <translation>Ein freier</translation>
    </message>
    <message>
        <source>Largest &amp;message:</source>
        <translation>&amp;Größte Nachricht:</translation>
    </message>
    <message>
        <source>Larger ones are refused.</source>
        <translation>Größere werden abgewiesen.</translation>
    </message>
    <message>
        <source>Please write a size such as 64KiB or 50MiB.</source>
        <translation>Bitte eine Größe wie 64KiB oder 50MiB angeben.</translation>
    </message>
    <message>
        <source>&amp;Connections at once:</source>
        <translation>&amp;Verbindungen zugleich:</translation>
    </message>
    <message>
        <source>Until something is changed here, Mailweir also listens on %1 if it is free.</source>
        <translation>Solange hier nichts geändert ist, lauscht Mailweir auch auf %1, falls frei.</translation>
    </message>
    <message>
        <source>Also listening on %1, as the configuration file says.</source>
        <translation>Lauscht auch auf %1, wie es die Konfigurationsdatei sagt.</translation>
    </message>
</context>
<context>
    <name>mailweir::RelayPage</name>
    <message>
        <source>Relay</source>
        <translation>Relay</translation>
    </message>
    <message>
        <source>&amp;Send summaries through a mail server</source>
        <translation>Zusammenfassungen über einen Mailserver &amp;senden</translation>
    </message>
    <message>
        <source>S&amp;erver:</source>
        <translation>S&amp;erver:</translation>
    </message>
    <message>
        <source>Please write the server&apos;s name, such as mail.example.com.</source>
        <translation>Bitte den Namen des Servers angeben, etwa mail.example.com.</translation>
    </message>
    <message>
        <source>Only the name of the server, without port or user, please.</source>
        <translation>Bitte nur den Namen des Servers, ohne Port und Benutzer.</translation>
    </message>
    <message>
        <source>&amp;Port:</source>
        <translation>&amp;Port:</translation>
    </message>
    <message>
        <source>STARTTLS, required</source>
        <translation>STARTTLS, immer</translation>
    </message>
    <message>
        <source>STARTTLS, if offered</source>
        <translation>STARTTLS, wenn angeboten</translation>
    </message>
    <message>
        <source>TLS from the start</source>
        <translation>TLS von Anfang an</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keine</translation>
    </message>
    <message>
        <source>Se&amp;curity:</source>
        <translation>Si&amp;cherheit:</translation>
    </message>
    <message>
        <source>&amp;User:</source>
        <translation>&amp;Benutzer:</translation>
    </message>
    <message>
        <source>Empty: no login.</source>
        <translation>Leer: keine Anmeldung.</translation>
    </message>
    <message>
        <source>Pass&amp;word:</source>
        <translation>Pass&amp;wort:</translation>
    </message>
    <message>
        <source>Kept in the keychain, never in a file of Mailweir.</source>
        <translation>Liegt im Schlüsselbund, nie in einer Datei von Mailweir.</translation>
    </message>
    <message>
        <source>A password needs a user.</source>
        <translation>Zu einem Passwort gehört ein Benutzer.</translation>
    </message>
    <message>
        <source>As the server offers</source>
        <translation>Wie der Server anbietet</translation>
    </message>
    <message>
        <source>Login &amp;method:</source>
        <translation>An&amp;meldung:</translation>
    </message>
    <message>
        <source>&amp;Test connection</source>
        <translation>Verbindung &amp;testen</translation>
    </message>
    <message>
        <source>E&amp;verything to me:</source>
        <translation>&amp;Alles an mich:</translation>
    </message>
    <message>
        <source>My address</source>
        <translation>Meine Adresse</translation>
    </message>
    <message>
        <source>me@example.com</source>
        <translation>ich@example.com</translation>
    </message>
    <message>
        <source>Summaries go</source>
        <translation>Zusammenfassungen gehen</translation>
    </message>
    <message>
        <source>Please write your address, or choose the original recipients.</source>
        <translation>Bitte Ihre Adresse angeben oder die ursprünglichen Empfänger wählen.</translation>
    </message>
    <message>
        <source>To the &amp;original recipients</source>
        <translation>An die &amp;ursprünglichen Empfänger</translation>
    </message>
    <message>
        <source>From now on. Nothing older is sent unless you resend it in the Failed view.</source>
        <translation>Ab jetzt. Älteres wird nur gesendet, wenn Sie es unter Fehlgeschlagen erneut senden.</translation>
    </message>
    <message>
        <source>Try &amp;again after:</source>
        <translation>&amp;Neuer Versuch nach:</translation>
    </message>
    <message>
        <source>The pauses grow from one try to the next.</source>
        <translation>Die Pausen wachsen von Versuch zu Versuch.</translation>
    </message>
    <message>
        <source>&amp;Longest pause:</source>
        <translation>&amp;Längste Pause:</translation>
    </message>
    <message>
        <source>This has to be at least the first pause.</source>
        <translation>Sie muss mindestens so lang wie die erste sein.</translation>
    </message>
    <message>
        <source>Tries at &amp;most:</source>
        <translation>&amp;Höchstens Versuche:</translation>
    </message>
    <message>
        <source>&amp;Give up after:</source>
        <translation>A&amp;ufgeben nach:</translation>
    </message>
    <message>
        <source>Unchanged</source>
        <translation>Unverändert</translation>
    </message>
    <message>
        <source>The password could not be kept, so nothing was changed: %1
Without a keychain, name a file of your own in the environment variable MAILWEIR_SECRETS_FILE and start Mailweir again; or leave the password empty.</source>
        <translation>Das Passwort ließ sich nicht aufbewahren, daher wurde nichts geändert: %1
Ohne Schlüsselbund eine eigene Datei in der Umgebungsvariablen MAILWEIR_SECRETS_FILE nennen und Mailweir neu starten; oder das Passwort leer lassen.</translation>
    </message>
    <message>
        <source>Connecting to %1 …</source>
        <translation>Verbinde mit %1 …</translation>
    </message>
    <message>
        <source>None: summaries are printed</source>
        <translation>Keiner: Zusammenfassungen werden ausgegeben</translation>
    </message>
</context>
<context>
    <name>mailweir::RelayWords</name>
    <message>
        <source>The server could not be reached.</source>
        <translation>Der Server war nicht erreichbar.</translation>
    </message>
    <message>
        <source>Connected, but the server did not welcome us.</source>
        <translation>Verbunden, aber der Server hat nicht geantwortet, wie er sollte.</translation>
    </message>
    <message>
        <source>Connected, but the server did not accept the greeting.</source>
        <translation>Verbunden, aber der Server nahm die Begrüßung nicht an.</translation>
    </message>
    <message>
        <source>Connected, but the connection could not be secured.</source>
        <translation>Verbunden, aber die Verbindung ließ sich nicht sichern.</translation>
    </message>
    <message>
        <source>Connected, but the login did not succeed.</source>
        <translation>Verbunden, aber die Anmeldung gelang nicht.</translation>
    </message>
    <message>
        <source>Connected, but the server broke off.</source>
        <translation>Verbunden, aber der Server brach ab.</translation>
    </message>
    <message>
        <source>Everything works: connected and ready to send.</source>
        <translation>Alles in Ordnung: verbunden und sendebereit.</translation>
    </message>
    <message>
        <source>The server said: %1</source>
        <translation>Der Server sagte: %1</translation>
    </message>
</context>
<context>
    <name>mailweir::SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>Seiten</translation>
    </message>
    <message>
        <source>Keep the changes?</source>
        <translation>Änderungen behalten?</translation>
    </message>
    <message>
        <source>Something is not right yet, so they cannot be saved as they are.</source>
        <translation>Etwas stimmt noch nicht; so lassen sie sich nicht speichern.</translation>
    </message>
    <message>
        <source>The changes could not be applied: %1</source>
        <translation>Die Änderungen ließen sich nicht übernehmen: %1</translation>
    </message>
    <message>
        <source>The changes are in force, but could not be saved: %1</source>
        <translation>Die Änderungen gelten, ließen sich aber nicht speichern: %1</translation>
    </message>
    <message>
        <source>The changes are in force, but the password is still stored: %1</source>
        <translation>Die Änderungen gelten, aber das Passwort ist noch gespeichert: %1</translation>
    </message>
</context>
<context>
    <name>mailweir::SettingsPage</name>
    <message>
        <source>Please write a time such as 30s, 5m or 1h30m.</source>
        <translation>Bitte eine Zeit wie 30s, 5m oder 1h30m angeben.</translation>
    </message>
</context>
<context>
    <name>mailweir::StartupFailure</name>
    <message numerus="yes">
        <source>Mailweir has not started: %n setting(s) cannot be used.</source>
        <translation>
            <numerusform>Mailweir ist nicht gestartet: %n Einstellung ist nicht brauchbar.</numerusform>
            <numerusform>Mailweir ist nicht gestartet: %n Einstellungen sind nicht brauchbar.</numerusform>
        </translation>
    </message>
    <message>
        <source>Please correct this and start Mailweir again. Nothing was changed.</source>
        <translation>Bitte berichtigen und Mailweir neu starten. Nichts wurde verändert.</translation>
    </message>
    <message>
        <source>&amp;Open the file</source>
        <translation>Datei ö&amp;ffnen</translation>
    </message>
    <message>
        <source>Mailweir has not started.</source>
        <translation>Mailweir ist nicht gestartet.</translation>
    </message>
    <message>
        <source>Please check who may use it; ports below 1024 need special rights.</source>
        <translation>Bitte die Rechte prüfen; Ports unter 1024 brauchen besondere.</translation>
    </message>
    <message>
        <source>Please make room on this disk and start Mailweir again.</source>
        <translation>Bitte auf diesem Datenträger Platz schaffen und Mailweir neu starten.</translation>
    </message>
    <message>
        <source>Please use the newer version of Mailweir, or another directory with --data-dir.</source>
        <translation>Bitte die neuere Version von Mailweir benutzen oder mit --data-dir ein anderes Verzeichnis.</translation>
    </message>
    <message>
        <source>Please end that one, or choose another port with --bind or in the configuration file.</source>
        <translation>Bitte dieses beenden oder mit --bind oder in der Konfigurationsdatei einen anderen Port wählen.</translation>
    </message>
    <message>
        <source>Please end the other Mailweir, or choose another directory with --data-dir.</source>
        <translation>Bitte das andere Mailweir beenden oder mit --data-dir ein anderes Verzeichnis wählen.</translation>
    </message>
</context>
<context>
    <name>mailweir::StatusLine</name>
    <message numerus="yes">
        <source>%1 message(s)</source>
        <translation>
            <numerusform>%1 Nachricht</numerusform>
            <numerusform>%1 Nachrichten</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 open batch(es)</source>
        <translation>
            <numerusform>%1 offener Stapel</numerusform>
            <numerusform>%1 offene Stapel</numerusform>
        </translation>
    </message>
    <message>
        <source>no relay</source>
        <translation>kein Relay</translation>
    </message>
    <message>
        <source>relay %1 paused</source>
        <translation>Relay %1 angehalten</translation>
    </message>
    <message>
        <source>relay %1 ✓</source>
        <translation>Relay %1 ✓</translation>
    </message>
    <message numerus="yes">
        <source>%1 failed</source>
        <translation>
            <numerusform>%1 fehlgeschlagen</numerusform>
            <numerusform>%1 fehlgeschlagen</numerusform>
        </translation>
    </message>
    <message>
        <source>index up to date</source>
        <translation>Index aktuell</translation>
    </message>
    <message>
        <source>indexing %1</source>
        <translation>indiziert %1</translation>
    </message>
</context>
<context>
    <name>mailweir::Texts</name>
    <message>
        <source>now</source>
        <translation>jetzt</translation>
    </message>
    <message>
        <source>%1 s</source>
        <comment>seconds, short</comment>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>%1 min</source>
        <comment>minutes, short</comment>
        <translation>%1 min</translation>
    </message>
    <message>
        <source>%1 h</source>
        <comment>hours, short</comment>
        <translation>%1 h</translation>
    </message>
    <message>
        <source>%1 d</source>
        <comment>days, short</comment>
        <translation>%1 d</translation>
    </message>
    <message>
        <source>%1 ago</source>
        <comment>%1 is a span such as 12 s</comment>
        <translation>vor %1</translation>
    </message>
    <message>
        <source>in %1</source>
        <comment>%1 is a span such as 12 s</comment>
        <translation>in %1</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>Wartet</translation>
    </message>
    <message>
        <source>Sending</source>
        <translation>Wird gesendet</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>Gesendet</translation>
    </message>
    <message>
        <source>Deferred</source>
        <translation>Aufgeschoben</translation>
    </message>
    <message>
        <source>Not sent</source>
        <translation>Nicht gesendet</translation>
    </message>
    <message>
        <source>Uncertain</source>
        <translation>Ungewiss</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fehlgeschlagen</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Abgebrochen</translation>
    </message>
    <message>
        <source>On hold</source>
        <translation>Angehalten</translation>
    </message>
    <message>
        <source>Collecting</source>
        <translation>Sammelt</translation>
    </message>
    <message>
        <source>Caught</source>
        <translation>Gefangen</translation>
    </message>
    <message>
        <source>%1 could not be read or written: %2.</source>
        <translation>%1 ließ sich nicht lesen oder schreiben: %2.</translation>
    </message>
    <message>
        <source>The disk is nearly full, so new mail is turned away until there is room again.</source>
        <translation>Der Datenträger ist fast voll; neue Mail wird abgewiesen, bis wieder Platz ist.</translation>
    </message>
    <message>
        <source>%1 may not be used: %2.</source>
        <translation>%1 darf nicht benutzt werden: %2.</translation>
    </message>
    <message>
        <source>%1 is in use: %2.</source>
        <translation>%1 ist in Benutzung: %2.</translation>
    </message>
    <message>
        <source>The address %1 is taken by another program.</source>
        <translation>Die Adresse %1 ist von einem anderen Programm belegt.</translation>
    </message>
    <message>
        <source>This is no longer there.</source>
        <translation>Das gibt es nicht mehr.</translation>
    </message>
    <message>
        <source>%1 is damaged: %2.</source>
        <translation>%1 ist beschädigt: %2.</translation>
    </message>
    <message>
        <source>%1 was written by a newer version of Mailweir.</source>
        <translation>%1 stammt von einer neueren Version von Mailweir.</translation>
    </message>
    <message>
        <source>%1 is not valid: %2.</source>
        <translation>%1 ist nicht gültig: %2.</translation>
    </message>
    <message>
        <source>%1 is not in this version.</source>
        <translation>%1 gibt es in dieser Version nicht.</translation>
    </message>
    <message>
        <source>%1 is not available: %2.</source>
        <translation>%1 ist nicht verfügbar: %2.</translation>
    </message>
    <message>
        <source>%1 said: %2</source>
        <translation>%1 sagte: %2</translation>
    </message>
    <message>
        <source>%1 did not answer in time.</source>
        <translation>%1 hat nicht rechtzeitig geantwortet.</translation>
    </message>
    <message>
        <source>Cancelled.</source>
        <translation>Abgebrochen.</translation>
    </message>
    <message>
        <source>This has changed in the meantime: %1.</source>
        <translation>Das hat sich inzwischen geändert: %1.</translation>
    </message>
    <message numerus="yes">
        <source>%n recipient(s)</source>
        <translation>
            <numerusform>%n Empfänger</numerusform>
            <numerusform>%n Empfänger</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>mailweir::TopBar</name>
    <message>
        <source>Filter by subject or recipient</source>
        <translation>Nach Betreff oder Empfänger filtern</translation>
    </message>
    <message>
        <source>Filter the groups by subject or recipient</source>
        <translation>Gruppen nach Betreff oder Empfänger filtern</translation>
    </message>
    <message>
        <source>Filter by subject or recipient (Ctrl+F)</source>
        <translation>Nach Betreff oder Empfänger filtern (Strg+F)</translation>
    </message>
    <message>
        <source>%1/s</source>
        <comment>messages per second</comment>
        <translation>%1/s</translation>
    </message>
    <message>
        <source>Listening on %1</source>
        <translation>Lauscht auf %1</translation>
    </message>
    <message>
        <source>Not listening</source>
        <translation>Lauscht nicht</translation>
    </message>
    <message>
        <source>Paused: new mail is turned away</source>
        <translation>Angehalten: neue Mail wird abgewiesen</translation>
    </message>
</context>
<context>
    <name>mailweir::TrayIcon</name>
    <message numerus="yes">
        <source>%n summary(s) not delivered</source>
        <translation>
            <numerusform>%n Zusammenfassung nicht zugestellt</numerusform>
            <numerusform>%n Zusammenfassungen nicht zugestellt</numerusform>
        </translation>
    </message>
    <message>
        <source>Flood</source>
        <translation>Flut</translation>
    </message>
    <message>
        <source>Intake paused</source>
        <translation>Annahme angehalten</translation>
    </message>
    <message>
        <source>Relay paused</source>
        <translation>Relay angehalten</translation>
    </message>
</context>
<context>
    <name>mailweir::TrayMenu</name>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>&amp;Show Mailweir</source>
        <translation>Mailweir &amp;zeigen</translation>
    </message>
    <message>
        <source>Pause &amp;intake</source>
        <translation>&amp;Annahme anhalten</translation>
    </message>
    <message>
        <source>Pause &amp;relay</source>
        <translation>&amp;Relay anhalten</translation>
    </message>
    <message>
        <source>&amp;Mute alerts for an hour</source>
        <translation>Warnungen eine Stunde &amp;stummschalten</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
    </message>
</context>
<context>
    <name>mailweir::WelcomePage</name>
    <message>
        <source>Nothing caught yet</source>
        <translation>Noch nichts gefangen</translation>
    </message>
    <message>
        <source>Settings &amp;for</source>
        <translation>Einstellungen &amp;für</translation>
    </message>
    <message>
        <source>Settings to paste into your application</source>
        <translation>Einstellungen zum Einfügen in Ihre Anwendung</translation>
    </message>
    <message>
        <source>Cop&amp;y settings</source>
        <translation>Einstellungen k&amp;opieren</translation>
    </message>
    <message>
        <source>&amp;Copy address</source>
        <translation>Adresse &amp;kopieren</translation>
    </message>
    <message>
        <source>Send a &amp;test mail</source>
        <translation>&amp;Testmail senden</translation>
    </message>
    <message>
        <source>Set up a &amp;relay…</source>
        <translation>&amp;Relay einrichten …</translation>
    </message>
    <message>
        <source>The mail server that the summaries go through</source>
        <translation>Der Mailserver, über den die Zusammenfassungen gehen</translation>
    </message>
    <message>
        <source>Mailweir is not listening. Choose another address in the settings.</source>
        <translation>Mailweir lauscht nicht. Bitte in den Einstellungen eine andere Adresse wählen.</translation>
    </message>
    <message>
        <source>Nothing leaves this computer until you set up a relay.</source>
        <translation>Nichts verlässt diesen Rechner, bevor ein Relay eingerichtet ist.</translation>
    </message>
    <message>
        <source>Point your application at %1, or send a test mail.
Every message lands here, grouped by its subject.</source>
        <translation>Richten Sie Ihre Anwendung auf %1 oder senden Sie eine Testmail.
Jede Nachricht landet hier, nach Betreff gruppiert.</translation>
    </message>
</context>
</TS>
