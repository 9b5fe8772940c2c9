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
    <name>mailweir::ConversationView</name>
    <message>
        <source>The conversation</source>
        <translation>Das Gespräch</translation>
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
    <name>mailweir::Desk</name>
    <message>
        <source>&amp;Live</source>
        <translation>&amp;Live</translation>
    </message>
    <message>
        <source>&amp;Failed</source>
        <translation>&amp;Fehlgeschlagen</translation>
    </message>
    <message numerus="yes">
        <source>%1 message(s) are back</source>
        <translation>
            <numerusform>%1 Nachricht ist wieder da</numerusform>
            <numerusform>%1 Nachrichten sind wieder da</numerusform>
        </translation>
    </message>
    <message>
        <source>Import mail</source>
        <translation>Mail importieren</translation>
    </message>
    <message>
        <source>All files (*);;Mail (*.eml *.mbox)</source>
        <translation>Alle Dateien (*);;Mail (*.eml *.mbox)</translation>
    </message>
    <message>
        <source>Import all mail in a folder</source>
        <translation>Alle Mail eines Ordners importieren</translation>
    </message>
    <message numerus="yes">
        <source>The %1 selected message(s)</source>
        <translation>
            <numerusform>Die ausgewählte Nachricht (%1)</numerusform>
            <numerusform>Die %1 ausgewählten Nachrichten</numerusform>
        </translation>
    </message>
    <message>
        <source>The group “%1”</source>
        <translation>Die Gruppe „%1“</translation>
    </message>
    <message>
        <source>All that the search finds</source>
        <translation>Alles, was die Suche findet</translation>
    </message>
    <message>
        <source>All messages</source>
        <translation>Alle Nachrichten</translation>
    </message>
    <message>
        <source>Delete all messages</source>
        <translation>Alle Nachrichten löschen</translation>
    </message>
    <message numerus="yes">
        <source>Delete all %1 message(s)?</source>
        <translation>
            <numerusform>%1 Nachricht löschen?</numerusform>
            <numerusform>Alle %1 Nachrichten löschen?</numerusform>
        </translation>
    </message>
    <message>
        <source>Pinned ones too. This can be undone for ten minutes. Summaries that are being collected keep what they have.</source>
        <translation>Auch die angehefteten. Zehn Minuten lang lässt sich das rückgängig machen. Zusammenfassungen, die gerade gesammelt werden, behalten, was sie haben.</translation>
    </message>
    <message>
        <source>&amp;Delete all</source>
        <translation>Alle &amp;löschen</translation>
    </message>
</context>
<context>
    <name>mailweir::EntryList</name>
    <message>
        <source>A&amp;dd</source>
        <translation>&amp;Hinzufügen</translation>
    </message>
    <message>
        <source>Remo&amp;ve</source>
        <translation>Entfe&amp;rnen</translation>
    </message>
    <message>
        <source>&amp;Up</source>
        <translation>Nach &amp;oben</translation>
    </message>
    <message>
        <source>Do&amp;wn</source>
        <translation>Nach &amp;unten</translation>
    </message>
</context>
<context>
    <name>mailweir::EnvelopeView</name>
    <message>
        <source>The envelope</source>
        <translation>Der Umschlag</translation>
    </message>
</context>
<context>
    <name>mailweir::EnvelopeWords</name>
    <message>
        <source>Announced size</source>
        <translation>Angekündigte Größe</translation>
    </message>
    <message>
        <source>Body</source>
        <translation>Inhalt</translation>
    </message>
    <message>
        <source>7-bit text</source>
        <translation>7-Bit-Text</translation>
    </message>
    <message>
        <source>8-bit text</source>
        <translation>8-Bit-Text</translation>
    </message>
    <message>
        <source>Binary</source>
        <translation>Binär</translation>
    </message>
    <message>
        <source>Characters</source>
        <translation>Zeichen</translation>
    </message>
    <message>
        <source>Addresses and headers may be UTF-8</source>
        <translation>Adressen und Kopfzeilen dürfen UTF-8 sein</translation>
    </message>
    <message>
        <source>A failure report holds</source>
        <translation>Ein Fehlerbericht enthält</translation>
    </message>
    <message>
        <source>The whole message</source>
        <translation>Die ganze Nachricht</translation>
    </message>
    <message>
        <source>Its headers only</source>
        <translation>Nur ihre Kopfzeilen</translation>
    </message>
    <message>
        <source>Envelope id</source>
        <translation>Kennung des Umschlags</translation>
    </message>
    <message>
        <source>Submitted by</source>
        <translation>Eingereicht von</translation>
    </message>
    <message>
        <source>Not known</source>
        <translation>Nicht bekannt</translation>
    </message>
    <message>
        <source>To be held for</source>
        <translation>Zurückzuhalten für</translation>
    </message>
    <message>
        <source>To be held until</source>
        <translation>Zurückzuhalten bis</translation>
    </message>
    <message>
        <source>Originally for %1</source>
        <translation>Ursprünglich für %1</translation>
    </message>
    <message>
        <source>Never report</source>
        <translation>Nie berichten</translation>
    </message>
    <message>
        <source>success</source>
        <comment>Report …</comment>
        <translation>Erfolg</translation>
    </message>
    <message>
        <source>failure</source>
        <comment>Report …</comment>
        <translation>Fehlschlag</translation>
    </message>
    <message>
        <source>delay</source>
        <comment>Report …</comment>
        <translation>Verzögerung</translation>
    </message>
    <message>
        <source>Report %1</source>
        <comment>success, failure or delay</comment>
        <translation>Berichten bei %1</translation>
    </message>
    <message>
        <source>Envelope</source>
        <translation>Umschlag</translation>
    </message>
    <message>
        <source>Sender</source>
        <translation>Absender</translation>
    </message>
    <message>
        <source>None  (&lt;&gt;, as in reports of failed mail)</source>
        <translation>Keiner  (&lt;&gt;, wie bei Fehlerberichten)</translation>
    </message>
    <message>
        <source>Also said</source>
        <translation>Außerdem</translation>
    </message>
    <message>
        <source>Recipient</source>
        <translation>Empfänger</translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>und %n weiterer</numerusform>
            <numerusform>und %n weitere</numerusform>
        </translation>
    </message>
    <message>
        <source>Session</source>
        <translation>Sitzung</translation>
    </message>
    <message>
        <source>Received</source>
        <translation>Empfangen</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Von</translation>
    </message>
    <message>
        <source>Calls itself</source>
        <translation>Nennt sich</translation>
    </message>
    <message>
        <source>Protocol</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>Encryption</source>
        <translation>Verschlüsselung</translation>
    </message>
    <message>
        <source>Not encrypted</source>
        <translation>Unverschlüsselt</translation>
    </message>
    <message>
        <source>Login</source>
        <translation>Anmeldung</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keine</translation>
    </message>
    <message>
        <source>Listener</source>
        <translation>Eingang</translation>
    </message>
    <message>
        <source>Project</source>
        <translation>Projekt</translation>
    </message>
    <message>
        <source>Sent by</source>
        <translation>Gesendet von</translation>
    </message>
    <message>
        <source>Program</source>
        <translation>Programm</translation>
    </message>
    <message>
        <source>Process</source>
        <translation>Prozess</translation>
    </message>
    <message>
        <source>Working directory</source>
        <translation>Arbeitsverzeichnis</translation>
    </message>
</context>
<context>
    <name>mailweir::ExportDialog</name>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>One file (mbox)</source>
        <translation>Eine Datei (mbox)</translation>
    </message>
    <message>
        <source>A folder of .eml files</source>
        <translation>Ein Ordner mit .eml-Dateien</translation>
    </message>
    <message>
        <source>A maildir</source>
        <translation>Ein Maildir</translation>
    </message>
    <message>
        <source>&amp;As:</source>
        <translation>&amp;Als:</translation>
    </message>
    <message>
        <source>&amp;Export to…</source>
        <translation>&amp;Exportieren nach…</translation>
    </message>
    <message>
        <source>Export to a file</source>
        <translation>In eine Datei exportieren</translation>
    </message>
    <message>
        <source>Export to a folder</source>
        <translation>In einen Ordner exportieren</translation>
    </message>
    <message>
        <source>Mailboxes (*.mbox)</source>
        <translation>Postfächer (*.mbox)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
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
    <name>mailweir::FaultForm</name>
    <message>
        <source>Please write a time such as 500ms, 30s or 5m, or nothing.</source>
        <translation>Bitte eine Zeit wie 500ms, 30s oder 5m angeben, oder nichts.</translation>
    </message>
    <message>
        <source>Switched &amp;on</source>
        <translation>Eingescha&amp;ltet</translation>
    </message>
    <message>
        <source>&amp;Name:</source>
        <translation>&amp;Name:</translation>
    </message>
    <message>
        <source>Shown in the conversation of what it strikes.</source>
        <translation>Steht im Gespräch jeder Mail, die sie trifft.</translation>
    </message>
    <message>
        <source>Please write a name of letters, digits and . - _, without blanks.</source>
        <translation>Bitte einen Namen aus Buchstaben (ohne Umlaute), Ziffern und . - _ angeben, ohne Leerzeichen.</translation>
    </message>
    <message>
        <source>Another rule has this name.</source>
        <translation>Eine andere Regel heißt schon so.</translation>
    </message>
    <message>
        <source>Whom it strikes</source>
        <translation>Wen sie trifft</translation>
    </message>
    <message>
        <source>&amp;Sender:</source>
        <translation>Ab&amp;sender:</translation>
    </message>
    <message>
        <source>&amp;Recipient:</source>
        <translation>&amp;Empfänger:</translation>
    </message>
    <message>
        <source>Sub&amp;ject:</source>
        <translation>&amp;Betreff:</translation>
    </message>
    <message>
        <source>&amp;Listener:</source>
        <translation>Ein&amp;gang:</translation>
    </message>
    <message>
        <source>Lo&amp;gin:</source>
        <translation>Anmel&amp;dung:</translation>
    </message>
    <message>
        <source>Patterns, such as *@shop.test: * is any text, ? any character. All have to fit; an empty one always does.</source>
        <translation>Muster wie *@shop.test: * steht für beliebigen Text, ? für ein beliebiges Zeichen. Alle müssen passen; ein leeres passt immer.</translation>
    </message>
    <message>
        <source>This is not known yet at that point: the rule would never strike.</source>
        <translation>Das ist an dieser Stelle noch nicht bekannt: Die Regel träfe nie.</translation>
    </message>
    <message>
        <source>Please write 200 characters at most.</source>
        <translation>Bitte höchstens 200 Zeichen angeben.</translation>
    </message>
    <message>
        <source>Please write a pattern without blanks.</source>
        <translation>Bitte ein Muster ohne Leerzeichen angeben.</translation>
    </message>
    <message>
        <source>Any</source>
        <translation>Beliebig</translation>
    </message>
    <message>
        <source>What happens</source>
        <translation>Was geschieht</translation>
    </message>
    <message>
        <source>&amp;Answer:</source>
        <translation>&amp;Antwort:</translation>
    </message>
    <message>
        <source>Instead of the right one, such as 450 4.7.1 try later.</source>
        <translation>Statt der richtigen, etwa 450 4.7.1 try later.</translation>
    </message>
    <message>
        <source>Please write a code from 400 to 559 and a text, such as 450 4.7.1 try later.</source>
        <translation>Bitte einen Code von 400 bis 559 und einen Text angeben, etwa 450 4.7.1 try later.</translation>
    </message>
    <message>
        <source>Please say what should happen: an answer, a delay, a slow link or a hang-up.</source>
        <translation>Bitte angeben, was geschehen soll: eine Antwort, eine Verzögerung, eine langsame Leitung oder Auflegen.</translation>
    </message>
    <message>
        <source>Before the answer, such as 5s.</source>
        <translation>Vor der Antwort, etwa 5s.</translation>
    </message>
    <message>
        <source>Slow lin&amp;k:</source>
        <translation>Langsame Lei&amp;tung:</translation>
    </message>
    <message>
        <source>From here on, bytes a second, such as 1KiB. Empty: full speed.</source>
        <translation>Ab hier, in Bytes je Sekunde, etwa 1KiB. Leer: volle Geschwindigkeit.</translation>
    </message>
    <message>
        <source>Please write bytes a second, such as 500 or 1KiB, or nothing.</source>
        <translation>Bitte Bytes je Sekunde angeben, etwa 500 oder 1KiB, oder nichts.</translation>
    </message>
    <message>
        <source>How often</source>
        <translation>Wie oft</translation>
    </message>
    <message>
        <source> %</source>
        <translation> %</translation>
    </message>
    <message>
        <source>&amp;Probability:</source>
        <translation>Wahrscheinlich&amp;keit:</translation>
    </message>
    <message>
        <source>A real rate limit: what comes faster is struck.</source>
        <translation>Eine echte Ratengrenze: Getroffen wird, was schneller kommt.</translation>
    </message>
    <message>
        <source>No limit</source>
        <translation>Keine Grenze</translation>
    </message>
    <message>
        <source>Greylisting: each client, sender and recipient once.</source>
        <translation>Greylisting: je Client, Absender und Empfänger einmal.</translation>
    </message>
    <message>
        <source>Without end</source>
        <translation>Ohne Ende</translation>
    </message>
    <message>
        <source>After it was switched on, such as 10m. Empty: without end.</source>
        <translation>Nach dem Einschalten, etwa 10m. Leer: ohne Ende.</translation>
    </message>
    <message>
        <source>Wh&amp;ere:</source>
        <translation>&amp;Wo:</translation>
    </message>
    <message>
        <source>&amp;Hang up without a word</source>
        <translation>Ohne ein Wort au&amp;flegen</translation>
    </message>
    <message>
        <source>Dela&amp;y:</source>
        <translation>&amp;Verzögerung:</translation>
    </message>
    <message>
        <source>Only above (per m&amp;inute):</source>
        <translation>Nur über (je M&amp;inute):</translation>
    </message>
    <message>
        <source>Only the first ti&amp;me</source>
        <translation>Nur beim ersten &amp;Mal</translation>
    </message>
    <message>
        <source>Strikes at mos&amp;t:</source>
        <translation>Trifft hö&amp;chstens:</translation>
    </message>
    <message>
        <source>In &amp;force for:</source>
        <translation>&amp;Zeitdauer:</translation>
    </message>
</context>
<context>
    <name>mailweir::FaultSwitch</name>
    <message>
        <source>Turn off</source>
        <translation>Ausschalten</translation>
    </message>
</context>
<context>
    <name>mailweir::FaultWords</name>
    <message>
        <source>When a client connects</source>
        <translation>Wenn sich ein Client verbindet</translation>
    </message>
    <message>
        <source>At its greeting (EHLO)</source>
        <translation>Bei seiner Begrüßung (EHLO)</translation>
    </message>
    <message>
        <source>At the login (AUTH)</source>
        <translation>Bei der Anmeldung (AUTH)</translation>
    </message>
    <message>
        <source>At the sender (MAIL)</source>
        <translation>Beim Absender (MAIL)</translation>
    </message>
    <message>
        <source>At each recipient (RCPT)</source>
        <translation>Bei jedem Empfänger (RCPT)</translation>
    </message>
    <message>
        <source>Before the message (DATA)</source>
        <translation>Vor der Nachricht (DATA)</translation>
    </message>
    <message>
        <source>After the message, at its final dot</source>
        <translation>Nach der Nachricht, bei ihrem Schlusspunkt</translation>
    </message>
    <message>
        <source>wait %1</source>
        <comment>a time such as 5s</comment>
        <translation>%1 warten</translation>
    </message>
    <message>
        <source>%1/s</source>
        <comment>bytes a second</comment>
        <translation>%1/s</translation>
    </message>
    <message>
        <source>hang up</source>
        <translation>auflegen</translation>
    </message>
    <message>
        <source>only the first time</source>
        <translation>nur beim ersten Mal</translation>
    </message>
    <message>
        <source>above %1 a minute</source>
        <translation>über %1 je Minute</translation>
    </message>
    <message>
        <source>%1 %</source>
        <comment>percent of the cases</comment>
        <translation>%1 %</translation>
    </message>
    <message numerus="yes">
        <source>%n time(s)</source>
        <translation>
            <numerusform>%n-mal</numerusform>
            <numerusform>%n-mal</numerusform>
        </translation>
    </message>
    <message>
        <source>for %1</source>
        <comment>a time such as 5m</comment>
        <translation>%1 lang</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>where it strikes: what it does</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>&amp;Refuse every recipient</source>
        <translation>Jeden Empfänger &amp;abweisen</translation>
    </message>
    <message>
        <source>&amp;Greylist</source>
        <translation>&amp;Greylisting</translation>
    </message>
    <message>
        <source>&amp;Slow server</source>
        <translation>&amp;Langsamer Server</translation>
    </message>
    <message>
        <source>&amp;Drop at end of data</source>
        <translation>Am &amp;Ende der Daten auflegen</translation>
    </message>
    <message>
        <source>Rate &amp;limit</source>
        <translation>&amp;Ratengrenze</translation>
    </message>
    <message numerus="yes">
        <source>%n fault(s) are on: mail is refused or slowed on purpose.</source>
        <translation>
            <numerusform>%n Störung ist an: Mails werden mit Absicht abgewiesen oder gebremst.</numerusform>
            <numerusform>%n Störungen sind an: Mails werden mit Absicht abgewiesen oder gebremst.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n fault(s) on</source>
        <translation>
            <numerusform>%n Störung an</numerusform>
            <numerusform>%n Störungen an</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>mailweir::FaultsPage</name>
    <message>
        <source>Faults</source>
        <translation>Störungen</translation>
    </message>
    <message>
        <source>See how your application takes it when a mail server refuses, is slow or hangs up. Rules that are switched on are in force as soon as they are applied; the window can suspend all of them at once.</source>
        <translation>Zeigt, wie die eigene Anwendung damit umgeht, dass ein Mailserver ablehnt, langsam ist oder auflegt. Eingeschaltete Regeln gelten, sobald sie angewendet werden; das Fenster kann alle auf einmal aussetzen.</translation>
    </message>
    <message>
        <source>Fault rules</source>
        <translation>Störungsregeln</translation>
    </message>
    <message>
        <source>&amp;Another rule</source>
        <translation>Andere Rege&amp;l</translation>
    </message>
</context>
<context>
    <name>mailweir::FlagWords</name>
    <message>
        <source>line ends of a single CR</source>
        <comment>This message has …</comment>
        <translation>Zeilenenden aus einem einzelnen CR</translation>
    </message>
    <message>
        <source>line ends of a single LF</source>
        <comment>This message has …</comment>
        <translation>Zeilenenden aus einem einzelnen LF</translation>
    </message>
    <message>
        <source>NUL bytes</source>
        <comment>This message has …</comment>
        <translation>NUL-Bytes</translation>
    </message>
    <message>
        <source>very long lines</source>
        <comment>This message has …</comment>
        <translation>überlange Zeilen</translation>
    </message>
    <message>
        <source>a malformed address or command</source>
        <comment>This message has …</comment>
        <translation>eine fehlerhafte Adresse oder einen fehlerhaften Befehl</translation>
    </message>
    <message>
        <source>This message has %1; some servers refuse or change it.</source>
        <translation>Diese Nachricht enthält %1; manche Server lehnen sie ab oder ändern sie.</translation>
    </message>
    <message>
        <source>Single CR: a line has to end with CR and LF, and neither may stand alone (RFC 5321, 2.3.8).</source>
        <translation>Einzelnes CR: Eine Zeile muss mit CR und LF enden, und keines darf allein stehen (RFC 5321, 2.3.8).</translation>
    </message>
    <message>
        <source>Single LF: a line has to end with CR and LF, and neither may stand alone (RFC 5321, 2.3.8).</source>
        <translation>Einzelnes LF: Eine Zeile muss mit CR und LF enden, und keines darf allein stehen (RFC 5321, 2.3.8).</translation>
    </message>
    <message>
        <source>NUL: this byte may only be sent in binary parts (RFC 3030); others drop it or cut the mail there.</source>
        <translation>NUL: Dieses Byte ist nur in binären Teilen erlaubt (RFC 3030); andere lassen es weg oder schneiden die Mail dort ab.</translation>
    </message>
    <message>
        <source>Long line: a line may have 998 bytes at most (RFC 5322, 2.1.1); others break or refuse it.</source>
        <translation>Lange Zeile: Eine Zeile darf höchstens 998 Bytes haben (RFC 5322, 2.1.1); andere brechen sie um oder lehnen sie ab.</translation>
    </message>
    <message>
        <source>8-bit: bytes above 127 need BODY=8BITMIME or SMTPUTF8 with MAIL (RFC 6152, RFC 6531).</source>
        <translation>8 Bit: Bytes über 127 brauchen BODY=8BITMIME oder SMTPUTF8 bei MAIL (RFC 6152, RFC 6531).</translation>
    </message>
    <message>
        <source>Malformed: the session did not keep to RFC 5321; the Conversation tab shows where.</source>
        <translation>Fehlerhaft: Die Sitzung hielt sich nicht an RFC 5321; das Gespräch zeigt, wo.</translation>
    </message>
    <message>
        <source>undeclared 8-bit text</source>
        <comment>This message has …</comment>
        <translation>nicht angekündigten 8-Bit-Text</translation>
    </message>
</context>
<context>
    <name>mailweir::FootBar</name>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
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
    <name>mailweir::KeepForm</name>
    <message>
        <source>No limit</source>
        <translation>Keine Grenze</translation>
    </message>
    <message>
        <source>Pro&amp;ject:</source>
        <translation>Pro&amp;jekt:</translation>
    </message>
    <message>
        <source>As a listener&apos;s settings name it. Its mail counts here alone.</source>
        <translation>So wie es bei einem Eingang heißt. Seine Mail zählt nur hier.</translation>
    </message>
    <message>
        <source>Please write the name of the project.</source>
        <translation>Bitte den Namen des Projekts angeben.</translation>
    </message>
    <message>
        <source>This project has limits already.</source>
        <translation>Dieses Projekt hat schon Grenzen.</translation>
    </message>
    <message>
        <source>&amp;Messages:</source>
        <translation>&amp;Nachrichten:</translation>
    </message>
    <message>
        <source>Please write a number, or choose one.</source>
        <translation>Bitte eine Zahl schreiben oder wählen.</translation>
    </message>
    <message>
        <source>A&amp;ge:</source>
        <translation>Al&amp;ter:</translation>
    </message>
    <message>
        <source>Please write a time such as 12h or 30d, or choose one.</source>
        <translation>Bitte eine Zeit wie 12h oder 30d schreiben oder wählen.</translation>
    </message>
    <message>
        <source>Si&amp;ze:</source>
        <translation>&amp;Größe:</translation>
    </message>
    <message>
        <source>Please write a size such as 500MiB or 5GiB, or choose one.</source>
        <translation>Bitte eine Größe wie 500MiB oder 5GiB schreiben oder wählen.</translation>
    </message>
    <message>
        <source>%1 messages</source>
        <comment>a limit</comment>
        <translation>%1 Nachrichten</translation>
    </message>
</context>
<context>
    <name>mailweir::ListenerForm</name>
    <message>
        <source>Please write the whole path, beginning with /.</source>
        <translation>Bitte den ganzen Pfad angeben, von / an.</translation>
    </message>
    <message>
        <source>There is no such file.</source>
        <translation>Diese Datei gibt es nicht.</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>&amp;Name:</source>
        <translation>&amp;Name:</translation>
    </message>
    <message>
        <source>Shown with every message that comes in here.</source>
        <translation>Steht bei jeder Nachricht, die hier hereinkommt.</translation>
    </message>
    <message>
        <source>Please write a name of letters, digits and . - _, without blanks.</source>
        <translation>Bitte einen Namen aus Buchstaben (ohne Umlaute), Ziffern und . - _ angeben, ohne Leerzeichen.</translation>
    </message>
    <message>
        <source>Another listener has this name.</source>
        <translation>Ein anderer Eingang heißt schon so.</translation>
    </message>
    <message>
        <source>L&amp;isten on:</source>
        <translation>Ar&amp;t:</translation>
    </message>
    <message>
        <source>A network address</source>
        <translation>Netzwerkadresse</translation>
    </message>
    <message>
        <source>A Unix socket</source>
        <translation>Unix-Socket</translation>
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
        <source>&amp;Port:</source>
        <translation>&amp;Port:</translation>
    </message>
    <message>
        <source>Any free one</source>
        <translation>Ein freier</translation>
    </message>
    <message>
        <source>Soc&amp;ket:</source>
        <translation>Soc&amp;ket:</translation>
    </message>
    <message>
        <source>Its path, such as /run/mailweir/mail.sock.</source>
        <translation>Sein Pfad, etwa /run/mailweir/mail.sock.</translation>
    </message>
    <message>
        <source>P&amp;rotocol:</source>
        <translation>Pr&amp;otokoll:</translation>
    </message>
    <message>
        <source>LMTP, for a mail server that delivers here</source>
        <translation>LMTP, für einen Mailserver, der hierher zustellt</translation>
    </message>
    <message>
        <source>Encryption</source>
        <translation>Verschlüsselung</translation>
    </message>
    <message>
        <source>Offer &amp;encryption:</source>
        <translation>V&amp;erschlüsselung:</translation>
    </message>
    <message>
        <source>No</source>
        <translation>Keine</translation>
    </message>
    <message>
        <source>With STARTTLS</source>
        <translation>Mit STARTTLS</translation>
    </message>
    <message>
        <source>From the start (TLS)</source>
        <translation>Von Anfang an (TLS)</translation>
    </message>
    <message>
        <source>Refuse mail that comes &amp;unencrypted</source>
        <translation>&amp;Unverschlüsselte Mails abweisen</translation>
    </message>
    <message>
        <source>Certi&amp;ficate:</source>
        <translation>&amp;Zertifikat:</translation>
    </message>
    <message>
        <source>A PEM file. Empty: one that Mailweir makes and signs itself.</source>
        <translation>Eine PEM-Datei. Leer: eines, das Mailweir selbst macht und unterschreibt.</translation>
    </message>
    <message>
        <source>Private ke&amp;y:</source>
        <translation>Privater Sch&amp;lüssel:</translation>
    </message>
    <message>
        <source>A PEM file. Empty: it is in the file of the certificate.</source>
        <translation>Eine PEM-Datei. Leer: Er steht in der Datei des Zertifikats.</translation>
    </message>
    <message>
        <source>A key needs its certificate.</source>
        <translation>Ein Schlüssel braucht sein Zertifikat.</translation>
    </message>
    <message>
        <source>Login</source>
        <translation>Anmeldung</translation>
    </message>
    <message>
        <source>&amp;Login:</source>
        <translation>An&amp;meldung:</translation>
    </message>
    <message>
        <source>Not offered</source>
        <translation>Nicht angeboten</translation>
    </message>
    <message>
        <source>Any name and password will do</source>
        <translation>Jeder Name und jedes Passwort genügen</translation>
    </message>
    <message>
        <source>Required, checked against a file</source>
        <translation>Nötig, geprüft gegen eine Datei</translation>
    </message>
    <message>
        <source>U&amp;sers:</source>
        <translation>&amp;Benutzer:</translation>
    </message>
    <message>
        <source>A file of names and passwords as htpasswd makes it.</source>
        <translation>Eine Datei mit Namen und Passwörtern, wie htpasswd sie macht.</translation>
    </message>
    <message>
        <source>Please choose the file with names and passwords.</source>
        <translation>Bitte die Datei mit Namen und Passwörtern wählen.</translation>
    </message>
    <message>
        <source>&amp;Without encryption:</source>
        <translation>Unver&amp;schlüsselt:</translation>
    </message>
    <message>
        <source>Whether names and passwords may be sent in the clear.</source>
        <translation>Ob Namen und Passwörter im Klartext gesendet werden dürfen.</translation>
    </message>
    <message>
        <source>Only from this computer</source>
        <translation>Nur von diesem Rechner</translation>
    </message>
    <message>
        <source>Allowed</source>
        <translation>Erlaubt</translation>
    </message>
    <message>
        <source>Not allowed</source>
        <translation>Nicht erlaubt</translation>
    </message>
    <message>
        <source>Limits</source>
        <translation>Grenzen</translation>
    </message>
    <message>
        <source>Largest &amp;message:</source>
        <translation>Größte Nachr&amp;icht:</translation>
    </message>
    <message>
        <source>Larger ones are refused.</source>
        <translation>Größere werden abgewiesen.</translation>
    </message>
    <message>
        <source>Please write a size such as 64KiB or 50MiB, 2GiB at most.</source>
        <translation>Bitte eine Größe wie 64KiB oder 50MiB angeben, höchstens 2GiB.</translation>
    </message>
    <message>
        <source>Recipients of a messa&amp;ge:</source>
        <translation>Emp&amp;fänger je Nachricht:</translation>
    </message>
    <message>
        <source>&amp;Connections at once:</source>
        <translation>&amp;Verbindungen zugleich:</translation>
    </message>
    <message>
        <source>Idle at m&amp;ost:</source>
        <translation>Untätig hö&amp;chstens:</translation>
    </message>
    <message>
        <source>A client that is silent for longer is sent away.</source>
        <translation>Ein Client, der länger schweigt, wird weggeschickt.</translation>
    </message>
    <message>
        <source>This has to be more than nothing, and a day at most.</source>
        <translation>Das muss mehr als nichts sein, und höchstens ein Tag.</translation>
    </message>
    <message>
        <source>Advanced</source>
        <translation>Erweitert</translation>
    </message>
    <message>
        <source>Only for recipien&amp;ts:</source>
        <translation>Nur für &amp;diese Empfänger:</translation>
    </message>
    <message>
        <source>Patterns such as *@shop.test, divided by commas. Empty: all. Others are refused.</source>
        <translation>Muster wie *@shop.test, durch Kommas getrennt. Leer: alle. Andere werden abgewiesen.</translation>
    </message>
    <message>
        <source>Please write addresses, with * for any text and ? for any character.</source>
        <translation>Bitte Adressen angeben, mit * für beliebigen Text und ? für ein beliebiges Zeichen.</translation>
    </message>
    <message>
        <source>&amp;Be strict</source>
        <translation>Stren&amp;g sein</translation>
    </message>
    <message>
        <source>Refuses malformed addresses, and messages with a single CR or LF.</source>
        <translation>Weist fehlerhafte Adressen ab, und Nachrichten mit einzelnem CR oder LF.</translation>
    </message>
    <message>
        <source>Pro&amp;xies:</source>
        <translation>Pro&amp;xys:</translation>
    </message>
    <message>
        <source>Networks that send a PROXY header first, such as 10.0.0.0/8. Empty: none.</source>
        <translation>Netze, die zuerst einen PROXY-Kopf senden, etwa 10.0.0.0/8. Leer: keine.</translation>
    </message>
    <message>
        <source>%1 is not a network such as 10.0.0.0/8 or ::1.</source>
        <translation>%1 ist kein Netz wie 10.0.0.0/8 oder ::1.</translation>
    </message>
    <message>
        <source>Pro&amp;ject:</source>
        <translation>Pro&amp;jekt:</translation>
    </message>
    <message>
        <source>What comes in here belongs to this project.</source>
        <translation>Was hier hereinkommt, gehört zu diesem Projekt.</translation>
    </message>
    <message>
        <source>Please write 200 characters at most.</source>
        <translation>Bitte höchstens 200 Zeichen angeben.</translation>
    </message>
    <message>
        <source>with login</source>
        <translation>mit Anmeldung</translation>
    </message>
    <message>
        <source>Please write localhost or an IP address of this computer.</source>
        <translation>Bitte localhost oder eine IP-Adresse dieses Rechners angeben.</translation>
    </message>
    <message>
        <source>LMTP must not be on port 25; its port is 24.</source>
        <translation>LMTP darf nicht auf Port 25 sein; sein Port ist 24.</translation>
    </message>
    <message>
        <source>Another listener has this address and port.</source>
        <translation>Ein anderer Eingang hat diese Adresse und diesen Port.</translation>
    </message>
    <message>
        <source>Please write a path that begins with /, of 107 bytes at most.</source>
        <translation>Bitte einen Pfad angeben, der mit / beginnt, von höchstens 107 Bytes.</translation>
    </message>
    <message>
        <source>Another listener has this socket.</source>
        <translation>Ein anderer Eingang hat diesen Socket.</translation>
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
        <source>&amp;Export…</source>
        <translation>&amp;Exportieren…</translation>
    </message>
    <message>
        <source>&amp;Delete messages</source>
        <translation>Nachrichten &amp;löschen</translation>
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
    <message>
        <source>Fa&amp;ults</source>
        <translation>&amp;Störungen</translation>
    </message>
    <message>
        <source>Fault &amp;rules…</source>
        <translation>Störungs&amp;regeln …</translation>
    </message>
    <message>
        <source>Take mail as it should be again (F9)</source>
        <translation>Mails wieder annehmen, wie es sich gehört (F9)</translation>
    </message>
    <message numerus="yes">
        <source>Refuse or slow mail on purpose, as %n rule(s) say (F9)</source>
        <translation>
            <numerusform>Mails mit Absicht abweisen oder bremsen, nach %n Regel (F9)</numerusform>
            <numerusform>Mails mit Absicht abweisen oder bremsen, nach %n Regeln (F9)</numerusform>
        </translation>
    </message>
    <message>
        <source>Set up what should go wrong on purpose (F9)</source>
        <translation>Einrichten, was mit Absicht schiefgehen soll (F9)</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Keep the search</source>
        <translation>Die Suche merken</translation>
    </message>
    <message>
        <source>Bring back what was deleted last</source>
        <translation>Zuletzt Gelöschtes zurückholen</translation>
    </message>
    <message>
        <source>&amp;Import mail…</source>
        <translation>Mail &amp;importieren…</translation>
    </message>
    <message>
        <source>Import a &amp;folder…</source>
        <translation>Einen O&amp;rdner importieren…</translation>
    </message>
    <message>
        <source>&amp;Export…</source>
        <translation>&amp;Exportieren…</translation>
    </message>
    <message>
        <source>&amp;Delete all messages…</source>
        <translation>Alle Nachrichten &amp;löschen…</translation>
    </message>
    <message>
        <source>Menu</source>
        <translation>Menü</translation>
    </message>
    <message>
        <source>Home, End</source>
        <translation>Pos1, Ende</translation>
    </message>
    <message>
        <source>Go to the newest or the oldest message</source>
        <translation>Zur neuesten oder ältesten Nachricht</translation>
    </message>
    <message>
        <source>Pin the selected messages, or unpin them</source>
        <translation>Die ausgewählten Nachrichten anheften oder lösen</translation>
    </message>
    <message>
        <source>Mark the selected messages as unread, or as read</source>
        <translation>Die ausgewählten Nachrichten als ungelesen oder gelesen markieren</translation>
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
    <name>mailweir::MessagePane</name>
    <message>
        <source>Mark as &amp;unread</source>
        <translation>Als &amp;ungelesen markieren</translation>
    </message>
    <message>
        <source>Mark as &amp;read</source>
        <translation>Als &amp;gelesen markieren</translation>
    </message>
    <message>
        <source>Un&amp;pin</source>
        <translation>Nicht mehr &amp;anheften</translation>
    </message>
    <message>
        <source>&amp;Pin: keep when old mail goes</source>
        <translation>&amp;Anheften: bleibt, wenn alte Mail geht</translation>
    </message>
    <message>
        <source>Show its &amp;group</source>
        <translation>Ihre Gru&amp;ppe zeigen</translation>
    </message>
    <message>
        <source>&amp;Export…</source>
        <translation>&amp;Exportieren…</translation>
    </message>
    <message>
        <source>&amp;Delete</source>
        <translation>&amp;Löschen</translation>
    </message>
    <message>
        <source>So many messages are better exported than dragged.</source>
        <translation>So viele Nachrichten lassen sich besser exportieren als ziehen.</translation>
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
    <message>
        <source>%1, pinned</source>
        <comment>subject</comment>
        <translation>%1, angeheftet</translation>
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
    <message>
        <source>&amp;Envelope</source>
        <translation>&amp;Umschlag</translation>
    </message>
    <message>
        <source>&amp;Conversation</source>
        <translation>&amp;Gespräch</translation>
    </message>
    <message>
        <source>What was said in the session was not kept.</source>
        <translation>Was in der Sitzung gesagt wurde, ist nicht aufgehoben.</translation>
    </message>
</context>
<context>
    <name>mailweir::NavigationBar</name>
    <message>
        <source>Views</source>
        <translation>Ansichten</translation>
    </message>
    <message>
        <source>Searches</source>
        <translation>Suchen</translation>
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
        <source>Until something is changed here, Mailweir also listens on %1 if it is free.</source>
        <translation>Solange hier nichts geändert ist, lauscht Mailweir auch auf %1, falls frei.</translation>
    </message>
    <message>
        <source>Listeners</source>
        <translation>Eingänge</translation>
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
    <name>mailweir::RemovalBar</name>
    <message>
        <source>&amp;Undo</source>
        <translation>&amp;Rückgängig</translation>
    </message>
    <message>
        <source>Bring the messages back (Ctrl+Z)</source>
        <translation>Die Nachrichten zurückholen (Strg+Z)</translation>
    </message>
    <message numerus="yes">
        <source>%1 message(s) deleted</source>
        <translation>
            <numerusform>%1 Nachricht gelöscht</numerusform>
            <numerusform>%1 Nachrichten gelöscht</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>mailweir::SavedSearches</name>
    <message>
        <source>Unread</source>
        <translation>Ungelesen</translation>
    </message>
    <message>
        <source>Pinned</source>
        <translation>Angeheftet</translation>
    </message>
</context>
<context>
    <name>mailweir::SearchField</name>
    <message>
        <source>Search</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Search all messages</source>
        <translation>Alle Nachrichten durchsuchen</translation>
    </message>
    <message>
        <source>Search all messages (Ctrl+F)</source>
        <translation>Alle Nachrichten durchsuchen (Strg+F)</translation>
    </message>
    <message>
        <source>What can be searched for</source>
        <translation>Wonach man suchen kann</translation>
    </message>
    <message>
        <source>This search is kept at the left</source>
        <translation>Diese Suche steht links</translation>
    </message>
    <message>
        <source>Keep this search (Ctrl+D)</source>
        <translation>Diese Suche merken (Strg+D)</translation>
    </message>
</context>
<context>
    <name>mailweir::SearchPage</name>
    <message>
        <source>Messages found</source>
        <translation>Gefundene Nachrichten</translation>
    </message>
    <message>
        <source>Nothing found</source>
        <translation>Nichts gefunden</translation>
    </message>
    <message>
        <source>No message matches this search. New ones that do will appear here.</source>
        <translation>Keine Nachricht passt zu dieser Suche. Neue, die passen, erscheinen hier.</translation>
    </message>
    <message>
        <source>&amp;Clear search</source>
        <translation>Suche &amp;leeren</translation>
    </message>
    <message>
        <source>Searching…</source>
        <translation>Wird gesucht…</translation>
    </message>
</context>
<context>
    <name>mailweir::SearchWords</name>
    <message>
        <source>There is nothing to look for yet.</source>
        <translation>Noch steht hier nichts, wonach zu suchen wäre.</translation>
    </message>
    <message>
        <source>The bracket ( is never closed.</source>
        <translation>Die Klammer ( wird nicht geschlossen.</translation>
    </message>
    <message>
        <source>The bracket ) was never opened.</source>
        <translation>Die Klammer ) wurde nicht geöffnet.</translation>
    </message>
    <message>
        <source>Something is missing to look for.</source>
        <translation>Es fehlt, wonach zu suchen ist.</translation>
    </message>
    <message>
        <source>Something is missing beside %1.</source>
        <translation>Neben %1 fehlt etwas.</translation>
    </message>
    <message>
        <source>The pattern needs a / at its end.</source>
        <translation>Dem Muster fehlt ein / am Ende.</translation>
    </message>
    <message>
        <source>The pattern is not valid: %1.</source>
        <translation>Das Muster ist nicht gültig: %1.</translation>
    </message>
    <message>
        <source>This is too much for one search.</source>
        <translation>Das ist zu viel für eine Suche.</translation>
    </message>
    <message>
        <source>Nothing found</source>
        <translation>Nichts gefunden</translation>
    </message>
    <message numerus="yes">
        <source>%1 found</source>
        <translation>
            <numerusform>%1 gefunden</numerusform>
            <numerusform>%1 gefunden</numerusform>
        </translation>
    </message>
    <message>
        <source>both words, or words that begin so</source>
        <translation>beide Wörter oder Wörter, die so beginnen</translation>
    </message>
    <message>
        <source>exactly these words in a row</source>
        <translation>genau diese Wörter hintereinander</translation>
    </message>
    <message>
        <source>sender or recipient contains this</source>
        <translation>Absender oder Empfänger enthält das</translation>
    </message>
    <message>
        <source>the subject contains this</source>
        <translation>der Betreff enthält das</translation>
    </message>
    <message>
        <source>how it is marked</source>
        <translation>wie sie markiert ist</translation>
    </message>
    <message>
        <source>something is attached</source>
        <translation>etwas ist angehängt</translation>
    </message>
    <message>
        <source>received in this time, or before</source>
        <translation>in dieser Zeit empfangen oder davor</translation>
    </message>
    <message>
        <source>one of both; group with brackets</source>
        <translation>eines von beiden; Klammern fassen zusammen</translation>
    </message>
    <message>
        <source>without this</source>
        <translation>ohne das</translation>
    </message>
    <message>
        <source>a regular expression</source>
        <translation>ein regulärer Ausdruck</translation>
    </message>
</context>
<context>
    <name>mailweir::Searching</name>
    <message>
        <source>Keep this search</source>
        <translation>Diese Suche merken</translation>
    </message>
    <message>
        <source>&amp;Rename…</source>
        <translation>&amp;Umbenennen…</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Umbenennen</translation>
    </message>
    <message>
        <source>&amp;Delete</source>
        <translation>&amp;Löschen</translation>
    </message>
    <message>
        <source>Name:</source>
        <translation>Name:</translation>
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
    <name>mailweir::SettingsForm</name>
    <message>
        <source>Please write a time such as 30s, 5m or 1h30m.</source>
        <translation>Bitte eine Zeit wie 30s, 5m oder 1h30m angeben.</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Wählen …</translation>
    </message>
    <message>
        <source>Choose: %1</source>
        <comment>the caption of a field</comment>
        <translation>Wählen: %1</translation>
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
    <name>mailweir::StoragePage</name>
    <message>
        <source>Storage</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>Stored now:</source>
        <translation>Jetzt gespeichert:</translation>
    </message>
    <message>
        <source>&amp;Kept in:</source>
        <translation>Liegt &amp;in:</translation>
    </message>
    <message>
        <source>Safety</source>
        <translation>Sicherheit</translation>
    </message>
    <message>
        <source>Mail &amp;survives:</source>
        <translation>Mail &amp;übersteht:</translation>
    </message>
    <message>
        <source>A change counts from the next start on.</source>
        <translation>Eine Änderung gilt ab dem nächsten Start.</translation>
    </message>
    <message>
        <source>A power cut: it is on the disk before it is accepted</source>
        <translation>Einen Stromausfall: Sie ist auf der Platte, ehe sie angenommen wird</translation>
    </message>
    <message>
        <source>A crash of Mailweir, but perhaps not a power cut</source>
        <translation>Einen Absturz von Mailweir, aber vielleicht keinen Stromausfall</translation>
    </message>
    <message>
        <source>Nothing: it is gone when Mailweir ends</source>
        <translation>Nichts: Sie ist weg, wenn Mailweir endet</translation>
    </message>
    <message>
        <source>Keep at most</source>
        <translation>Höchstens behalten</translation>
    </message>
    <message>
        <source>What is beyond a limit is deleted for good, the oldest first. Pinned messages stay.</source>
        <translation>Was über eine Grenze geht, wird endgültig gelöscht, das Älteste zuerst. Angeheftete Nachrichten bleiben.</translation>
    </message>
    <message>
        <source>Projects with limits of their own</source>
        <translation>Projekte mit eigenen Grenzen</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>&amp;Kopieren</translation>
    </message>
    <message>
        <source>&amp;Open</source>
        <translation>Ö&amp;ffnen</translation>
    </message>
    <message numerus="yes">
        <source>%1 message(s), %2</source>
        <translation>
            <numerusform>%1 Nachricht, %2</numerusform>
            <numerusform>%1 Nachrichten, %2</numerusform>
        </translation>
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
    <name>mailweir::TransferBar</name>
    <message>
        <source>Import</source>
        <translation>Import</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>&amp;Abbrechen</translation>
    </message>
    <message>
        <source>&amp;Details…</source>
        <translation>&amp;Einzelheiten…</translation>
    </message>
    <message>
        <source>Importing: %1 of %2</source>
        <translation>Import: %1 von %2</translation>
    </message>
    <message>
        <source>Exporting: %1 of %2</source>
        <translation>Export: %1 von %2</translation>
    </message>
    <message>
        <source>Importing: %1</source>
        <translation>Import: %1</translation>
    </message>
    <message>
        <source>Exporting: %1</source>
        <translation>Export: %1</translation>
    </message>
    <message numerus="yes">
        <source>%1 message(s) imported</source>
        <translation>
            <numerusform>%1 Nachricht importiert</numerusform>
            <numerusform>%1 Nachrichten importiert</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 message(s) exported</source>
        <translation>
            <numerusform>%1 Nachricht exportiert</numerusform>
            <numerusform>%1 Nachrichten exportiert</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 could not be read</source>
        <translation>
            <numerusform>%1 war nicht lesbar</numerusform>
            <numerusform>%1 waren nicht lesbar</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 could not be written</source>
        <translation>
            <numerusform>%1 konnte nicht geschrieben werden</numerusform>
            <numerusform>%1 konnten nicht geschrieben werden</numerusform>
        </translation>
    </message>
    <message>
        <source>it did not come to its end</source>
        <translation>es wurde nicht fertig</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <comment>two parts of a sentence</comment>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>Cancelled: %1.</source>
        <translation>Abgebrochen: %1.</translation>
    </message>
    <message>
        <source>%1.</source>
        <comment>a sentence</comment>
        <translation>%1.</translation>
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
    <message>
        <source>&amp;Faults (%1)</source>
        <translation>&amp;Störungen (%1)</translation>
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
