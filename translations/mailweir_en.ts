<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>mailweir::DeliveryView</name>
    <message numerus="yes">
        <source>Tried %n time(s).</source>
        <translation>
            <numerusform>Tried %n time.</numerusform>
            <numerusform>Tried %n times.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>&amp;Transcript of %n attempt(s)</source>
        <translation>
            <numerusform>&amp;Transcript of %n attempt</numerusform>
            <numerusform>&amp;Transcript of %n attempts</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>mailweir::Desk</name>
    <message numerus="yes">
        <source>%1 message(s) are back</source>
        <translation>
            <numerusform>%1 message is back</numerusform>
            <numerusform>%1 messages are back</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The %1 selected message(s)</source>
        <translation>
            <numerusform>The %1 selected message</numerusform>
            <numerusform>The %1 selected messages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete all %1 message(s)?</source>
        <translation>
            <numerusform>Delete %1 message?</numerusform>
            <numerusform>Delete all %1 messages?</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>mailweir::EnvelopeWords</name>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>mailweir::FailedPage</name>
    <message numerus="yes">
        <source>Resending %n delivery(s).</source>
        <translation>
            <numerusform>Resending %n delivery.</numerusform>
            <numerusform>Resending %n deliveries.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>mailweir::FaultWords</name>
    <message numerus="yes">
        <source>%n time(s)</source>
        <translation>
            <numerusform>once</numerusform>
            <numerusform>%n times</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n fault(s) are on: mail is refused or slowed on purpose.</source>
        <translation>
            <numerusform>%n fault is on: mail is refused or slowed on purpose.</numerusform>
            <numerusform>%n faults are on: mail is refused or slowed on purpose.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n fault(s) on</source>
        <translation>
            <numerusform>%n fault on</numerusform>
            <numerusform>%n faults on</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>mailweir::MainWindow</name>
    <message numerus="yes">
        <source>%n batch(es) are still collecting. Quit all the same?</source>
        <translation>
            <numerusform>%n batch is still collecting. Quit all the same?</numerusform>
            <numerusform>%n batches are still collecting. Quit all the same?</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>mailweir::MainWindowActions</name>
    <message numerus="yes">
        <source>Refuse or slow mail on purpose, as %n rule(s) say (F9)</source>
        <translation>
            <numerusform>Refuse or slow mail on purpose, as %n rule says (F9)</numerusform>
            <numerusform>Refuse or slow mail on purpose, as %n rules say (F9)</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>mailweir::Notifier</name>
    <message numerus="yes">
        <source>%n summary(s) not delivered</source>
        <translation>
            <numerusform>%n summary not delivered</numerusform>
            <numerusform>%n summaries not delivered</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>mailweir::RemovalBar</name>
    <message numerus="yes">
        <source>%1 message(s) deleted</source>
        <translation>
            <numerusform>%1 message deleted</numerusform>
            <numerusform>%1 messages deleted</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>mailweir::SearchWords</name>
    <message numerus="yes">
        <source>%1 found</source>
        <translation>
            <numerusform>%1 found</numerusform>
            <numerusform>%1 found</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>mailweir::StartupFailure</name>
    <message numerus="yes">
        <source>Mailweir has not started: %n setting(s) cannot be used.</source>
        <translation>
            <numerusform>Mailweir has not started: %n setting cannot be used.</numerusform>
            <numerusform>Mailweir has not started: %n settings cannot be used.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>mailweir::StatusLine</name>
    <message numerus="yes">
        <source>%1 message(s)</source>
        <translation>
            <numerusform>%1 message</numerusform>
            <numerusform>%1 messages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 open batch(es)</source>
        <translation>
            <numerusform>%1 open batch</numerusform>
            <numerusform>%1 open batches</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 failed</source>
        <translation>
            <numerusform>%1 failed</numerusform>
            <numerusform>%1 failed</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>mailweir::StoragePage</name>
    <message numerus="yes">
        <source>%1 message(s), %2</source>
        <translation>
            <numerusform>%1 message, %2</numerusform>
            <numerusform>%1 messages, %2</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>mailweir::Texts</name>
    <message numerus="yes">
        <source>%n recipient(s)</source>
        <translation>
            <numerusform>%n recipient</numerusform>
            <numerusform>%n recipients</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>mailweir::TransferBar</name>
    <message numerus="yes">
        <source>%1 message(s) imported</source>
        <translation>
            <numerusform>%1 message imported</numerusform>
            <numerusform>%1 messages imported</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 message(s) exported</source>
        <translation>
            <numerusform>%1 message exported</numerusform>
            <numerusform>%1 messages exported</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 could not be read</source>
        <translation>
            <numerusform>%1 could not be read</numerusform>
            <numerusform>%1 could not be read</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 could not be written</source>
        <translation>
            <numerusform>%1 could not be written</numerusform>
            <numerusform>%1 could not be written</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>mailweir::TrayIcon</name>
    <message numerus="yes">
        <source>%n summary(s) not delivered</source>
        <translation>
            <numerusform>%n summary not delivered</numerusform>
            <numerusform>%n summaries not delivered</numerusform>
        </translation>
    </message>
</context>
</TS>
