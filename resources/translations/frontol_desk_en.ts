<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>Absence</name>
    <message numerus="yes">
        <source>No sales of {days} from {names} and %Ln more folder(s), expected by {hour}</source>
        <extracomment>{days}: a day or several; {names}: folders; %Ln counts further folders</extracomment>
        <translation>
            <numerusform>No sales of {days} from {names} and %Ln more folder, expected by {hour}</numerusform>
            <numerusform>No sales of {days} from {names} and %Ln more folders, expected by {hour}</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Audit</name>
    <message numerus="yes">
        <source>The newest %Ln action(s)</source>
        <comment>%Ln counts entries of the audit log</comment>
        <translation>
            <numerusform>The newest %Ln action</numerusform>
            <numerusform>The newest %Ln actions</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln action(s)</source>
        <comment>%Ln counts entries of the audit log</comment>
        <translation>
            <numerusform>%Ln action</numerusform>
            <numerusform>%Ln actions</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Chart</name>
    <message numerus="yes">
        <source>%Ln row(s)</source>
        <translation>
            <numerusform>%Ln row</numerusform>
            <numerusform>%Ln rows</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s)</source>
        <translation>
            <numerusform>%Ln file</numerusform>
            <numerusform>%Ln files</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln failed</source>
        <extracomment>files that failed, and kassas that did not answer</extracomment>
        <translation>
            <numerusform>%Ln failed</numerusform>
            <numerusform>%Ln failed</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ClearRequests</name>
    <message numerus="yes">
        <source>%Ln request(s) removed</source>
        <translation>
            <numerusform>%Ln request removed</numerusform>
            <numerusform>%Ln requests removed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Taken by the kassa meanwhile: %Ln</source>
        <translation>
            <numerusform>Taken by the kassa meanwhile: %Ln</numerusform>
            <numerusform>Taken by the kassas meanwhile: %Ln</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Remove %Ln request(s)</source>
        <translation>
            <numerusform>Remove %Ln request</numerusform>
            <numerusform>Remove %Ln requests</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Dashboard</name>
    <message numerus="yes">
        <source>rows from %Ln file(s)</source>
        <extracomment>below the number of rows</extracomment>
        <translation>
            <numerusform>rows from %Ln file</numerusform>
            <numerusform>rows from %Ln files</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln failed</source>
        <extracomment>files that failed, and kassas that did not answer</extracomment>
        <translation>
            <numerusform>%Ln failed</numerusform>
            <numerusform>%Ln failed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln run(s) failed</source>
        <extracomment>runs of which nothing was loaded</extracomment>
        <translation>
            <numerusform>%Ln run failed</numerusform>
            <numerusform>%Ln runs failed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln run(s) completed in part</source>
        <translation>
            <numerusform>%Ln run completed in part</numerusform>
            <numerusform>%Ln runs completed in part</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Details</name>
    <message numerus="yes">
        <source>%Ln more finding(s) in the report of the run</source>
        <translation>
            <numerusform>%Ln more finding in the report of the run</numerusform>
            <numerusform>%Ln more findings in the report of the run</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DropFailures</name>
    <message numerus="yes">
        <source>Drop %Ln problem(s)?</source>
        <translation>
            <numerusform>Drop %Ln problem?</numerusform>
            <numerusform>Drop %Ln problems?</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Errors</name>
    <message numerus="yes">
        <source>%Ln problem(s) wait(s) for you</source>
        <translation>
            <numerusform>%Ln problem waits for you</numerusform>
            <numerusform>%Ln problems wait for you</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln problem(s) dropped</source>
        <translation>
            <numerusform>%Ln problem dropped</numerusform>
            <numerusform>%Ln problems dropped</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln problem(s) chosen</source>
        <translation>
            <numerusform>%Ln problem chosen</numerusform>
            <numerusform>%Ln problems chosen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln attempt(s), first {first}, last {last}</source>
        <translation>
            <numerusform>%Ln attempt, first {first}, last {last}</numerusform>
            <numerusform>%Ln attempts, first {first}, last {last}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Retry all (%Ln)</source>
        <comment>%Ln counts problems</comment>
        <translation>
            <numerusform>Retry all (%Ln)</numerusform>
            <numerusform>Retry all (%Ln)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Ask for exactly the missing numbers (%Ln)</source>
        <comment>%Ln counts gaps</comment>
        <translation>
            <numerusform>Ask for exactly the missing numbers (%Ln)</numerusform>
            <numerusform>Ask for exactly the missing numbers (%Ln)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Ask the kassas again (%Ln)</source>
        <comment>%Ln counts problems</comment>
        <translation>
            <numerusform>Ask the kassas again (%Ln)</numerusform>
            <numerusform>Ask the kassas again (%Ln)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Retry (%Ln)</source>
        <comment>%Ln counts problems</comment>
        <translation>
            <numerusform>Retry (%Ln)</numerusform>
            <numerusform>Retry (%Ln)</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Health</name>
    <message numerus="yes">
        <source>It failed %Ln time(s) in a row.</source>
        <extracomment>the exchange server; the cause follows</extracomment>
        <translation>
            <numerusform>It failed %Ln time.</numerusform>
            <numerusform>It failed %Ln times in a row.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>HealthCheck</name>
    <message numerus="yes">
        <source>Files can be created, renamed and deleted in {good} of %Ln folder(s).</source>
        <extracomment>what may be done with files in the folders of the kassas</extracomment>
        <translation>
            <numerusform>Files can be created, renamed and deleted in {good} of %Ln folder.</numerusform>
            <numerusform>Files can be created, renamed and deleted in {good} of %Ln folders.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln thing(s) do not work</source>
        <translation>
            <numerusform>%Ln thing does not work</numerusform>
            <numerusform>%Ln things do not work</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln thing(s) need attention</source>
        <translation>
            <numerusform>%Ln thing needs attention</numerusform>
            <numerusform>%Ln things need attention</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>History</name>
    <message numerus="yes">
        <source>The newest %Ln run(s)</source>
        <comment>%Ln counts runs of a load</comment>
        <translation>
            <numerusform>The newest %Ln run</numerusform>
            <numerusform>The newest %Ln runs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln run(s)</source>
        <comment>%Ln counts runs of a load</comment>
        <translation>
            <numerusform>%Ln run</numerusform>
            <numerusform>%Ln runs</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ImportSummary</name>
    <message numerus="yes">
        <source>%Ln setting(s) of an old loader</source>
        <translation>
            <numerusform>%Ln setting of an old loader</numerusform>
            <numerusform>%Ln settings of an old loader</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln setting(s) of a profile</source>
        <translation>
            <numerusform>%Ln setting of a profile</numerusform>
            <numerusform>%Ln settings of a profile</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Kassas</name>
    <message numerus="yes">
        <source>Last file: %Ln row(s), {moment}</source>
        <extracomment>of the newest file, and when it was processed</extracomment>
        <translation>
            <numerusform>Last file: %Ln row, {moment}</numerusform>
            <numerusform>Last file: %Ln rows, {moment}</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Notice</name>
    <message numerus="yes">
        <source>%Ln load(s) broken off before the end: {dates}</source>
        <translation>
            <numerusform>%Ln load broken off before the end: {dates}</numerusform>
            <numerusform>%Ln loads broken off before the end: {dates}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{day} is not loaded yet from %Ln folder(s)</source>
        <translation>
            <numerusform>{day} is not loaded yet from %Ln folder</numerusform>
            <numerusform>{day} is not loaded yet from %Ln folders</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{names} and %Ln more</source>
        <translation>
            <numerusform>{names} and %Ln more</numerusform>
            <numerusform>{names} and %Ln more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Queue</name>
    <message numerus="yes">
        <source>%Ln remark(s)</source>
        <extracomment>gaps in numbers and the like: nothing to repair, but worth reading</extracomment>
        <translation>
            <numerusform>%Ln remark</numerusform>
            <numerusform>%Ln remarks</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>waited %Ln minute(s)</source>
        <translation>
            <numerusform>waited %Ln minute</numerusform>
            <numerusform>waited %Ln minutes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln line(s) in quarantine</source>
        <translation>
            <numerusform>%Ln line in quarantine</numerusform>
            <numerusform>%Ln lines in quarantine</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln mismatch(es)</source>
        <extracomment>documents and shifts whose sums differ</extracomment>
        <translation>
            <numerusform>%Ln mismatch</numerusform>
            <numerusform>%Ln mismatches</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>all %Ln row(s) were loaded before</source>
        <translation>
            <numerusform>%Ln row was loaded before</numerusform>
            <numerusform>all %Ln rows were loaded before</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{loaded} of %Ln row(s) loaded</source>
        <translation>
            <numerusform>{loaded} of %Ln row loaded</numerusform>
            <numerusform>{loaded} of %Ln rows loaded</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s) loaded</source>
        <translation>
            <numerusform>%Ln row loaded</numerusform>
            <numerusform>%Ln rows loaded</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Run</name>
    <message numerus="yes">
        <source>%Ln problem(s) chosen</source>
        <translation>
            <numerusform>%Ln problem chosen</numerusform>
            <numerusform>%Ln problems chosen</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SearchLine</name>
    <message numerus="yes">
        <source>%Ln folder(s) found, new in the list: {new}.</source>
        <extracomment>{new}: how many of them were not in the list before</extracomment>
        <translation>
            <numerusform>%Ln folder found, new in the list: {new}.</numerusform>
            <numerusform>%Ln folders found, new in the list: {new}.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SendRequests</name>
    <message numerus="yes">
        <source>Ask %Ln folder(s) for {dates}?</source>
        <extracomment>{dates}: a day or a range of days</extracomment>
        <translation>
            <numerusform>Ask %Ln folder for {dates}?</numerusform>
            <numerusform>Ask %Ln folders for {dates}?</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Status</name>
    <message numerus="yes">
        <source>%Ln row(s)</source>
        <translation>
            <numerusform>%Ln row</numerusform>
            <numerusform>%Ln rows</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Requests sent to %Ln folder(s) for {dates}</source>
        <extracomment>{dates}: a day or a range of days</extracomment>
        <translation>
            <numerusform>Requests sent to %Ln folder for {dates}</numerusform>
            <numerusform>Requests sent to %Ln folders for {dates}</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Story</name>
    <message numerus="yes">
        <source>%Ln line(s) faulty</source>
        <translation>
            <numerusform>%Ln line faulty</numerusform>
            <numerusform>%Ln lines faulty</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s)</source>
        <translation>
            <numerusform>%Ln row</numerusform>
            <numerusform>%Ln rows</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln mismatch(es)</source>
        <translation>
            <numerusform>%Ln mismatch</numerusform>
            <numerusform>%Ln mismatches</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Tray</name>
    <message numerus="yes">
        <source>{days} not loaded: none of %Ln folder(s)</source>
        <translation>
            <numerusform>{days} not loaded: none of %Ln folder</numerusform>
            <numerusform>{days} not loaded: none of %Ln folders</numerusform>
        </translation>
    </message>
</context>
</TS>
