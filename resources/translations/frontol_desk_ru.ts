<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ru" sourcelanguage="en">
<context>
    <name>Absence</name>
    <message numerus="yes">
        <source>No sales of {days} from {names} and %Ln more folder(s), expected by {hour}</source>
        <extracomment>{days}: a day or several; {names}: folders; %Ln counts further folders</extracomment>
        <translation>
            <numerusform>Нет продаж за {days} из {names} и ещё %Ln папки, ожидались к {hour}</numerusform>
            <numerusform>Нет продаж за {days} из {names} и ещё %Ln папок, ожидались к {hour}</numerusform>
            <numerusform>Нет продаж за {days} из {names} и ещё %Ln папок, ожидались к {hour}</numerusform>
        </translation>
    </message>
    <message>
        <source>No sales of {days} from {names}, expected by {hour}</source>
        <translation>Нет продаж за {days} из {names}, ожидались к {hour}</translation>
    </message>
    <message>
        <source>Check that the kassa is switched on and connected, then load what is missing.</source>
        <translation>Проверьте, что касса включена и подключена к сети, затем загрузите недостающее.</translation>
    </message>
    <message>
        <source>{day} is missing, expected by {hour}</source>
        <translation>Нет данных за {day}, ожидались к {hour}</translation>
    </message>
</context>
<context>
    <name>AdvancedForm</name>
    <message>
        <source>Time zone</source>
        <translation>Часовой пояс</translation>
    </message>
    <message>
        <source>Decides what yesterday is. Empty: the zone of this computer.</source>
        <translation>От него зависит, какой день считать вчерашним. Пусто: пояс этого компьютера.</translation>
    </message>
    <message>
        <source>Errors only</source>
        <translation>Только ошибки</translation>
    </message>
    <message>
        <source>Errors and warnings</source>
        <translation>Ошибки и предупреждения</translation>
    </message>
    <message>
        <source>What is done</source>
        <translation>Ход работы</translation>
    </message>
    <message>
        <source>Everything, for support</source>
        <translation>Всё, для поддержки</translation>
    </message>
    <message>
        <source>Detail of the log</source>
        <translation>Подробность журнала</translation>
    </message>
    <message>
        <source>Takes effect at the next start of the program.</source>
        <translation>Подействует при следующем запуске программы.</translation>
    </message>
    <message>
        <source>When something does not answer</source>
        <translation>Если сервер не отвечает</translation>
    </message>
    <message>
        <source>Attempts of an operation</source>
        <translation>Попыток на операцию</translation>
    </message>
    <message>
        <source>First pause</source>
        <translation>Первая пауза</translation>
    </message>
    <message>
        <source>Each further one is twice as long.</source>
        <translation>Каждая следующая вдвое длиннее.</translation>
    </message>
    <message>
        <source>Longest pause</source>
        <translation>Самая длинная пауза</translation>
    </message>
    <message>
        <source>Repetitions in a load</source>
        <translation>Повторов за загрузку</translation>
    </message>
    <message>
        <source>After so many, failures are final.</source>
        <translation>Когда они исчерпаны, сбой окончателен.</translation>
    </message>
    <message>
        <source>Rest after failures</source>
        <translation>Приостановка после сбоев</translation>
    </message>
    <message>
        <source>So many in a row, and the exchange server is left alone.</source>
        <translation>Столько сбоев подряд, и программа перестаёт обращаться к серверу обмена.</translation>
    </message>
    <message>
        <source>Longest rest</source>
        <translation>Приостановка не дольше</translation>
    </message>
    <message>
        <source>Then one call finds out whether it is back.</source>
        <translation>Затем одно обращение проверит, вернулся ли сервер.</translation>
    </message>
    <message>
        <source>Archive of the kassas&apos; answers</source>
        <translation>Архив ответов касс</translation>
    </message>
    <message>
        <source>d</source>
        <comment>days, short</comment>
        <translation>дн.</translation>
    </message>
    <message>
        <source>Kept for</source>
        <translation>Хранить</translation>
    </message>
    <message>
        <source>What an open failure needs is kept in any case.</source>
        <translation>Нужное для неразобранных ошибок хранится в любом случае.</translation>
    </message>
    <message>
        <source>GB</source>
        <translation>ГБ</translation>
    </message>
    <message>
        <source>Room they may take</source>
        <translation>Занимать не больше</translation>
    </message>
    <message>
        <source>The oldest make room.</source>
        <translation>Место освобождают самые старые.</translation>
    </message>
    <message>
        <source>MB</source>
        <translation>МБ</translation>
    </message>
    <message>
        <source>Room on the disk</source>
        <translation>Свободно на диске</translation>
    </message>
    <message>
        <source>With less than this no load begins.</source>
        <translation>Если меньше, загрузка не начнётся.</translation>
    </message>
    <message>
        <source>Profiles, log and archive are kept here</source>
        <translation>Здесь хранятся профили, журнал и архив</translation>
    </message>
    <message>
        <source>Open the folder</source>
        <translation>Открыть папку</translation>
    </message>
    <message>
        <source>no limit</source>
        <translation>без ограничения</translation>
    </message>
</context>
<context>
    <name>AppearanceForm</name>
    <message>
        <source>Language</source>
        <translation>Язык</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Как в системе</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Светлое</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Тёмное</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>Оформление</translation>
    </message>
</context>
<context>
    <name>Audit</name>
    <message>
        <source>When</source>
        <translation>Когда</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>Кто</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>Действие</translation>
    </message>
    <message>
        <source>On what</source>
        <translation>Над чем</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Итог</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Подробности</translation>
    </message>
    <message>
        <source>run: {id}</source>
        <translation>запуск: {id}</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Запуск</translation>
    </message>
    <message>
        <source>Any action</source>
        <translation>Любое действие</translation>
    </message>
    <message>
        <source>Everybody</source>
        <translation>Все</translation>
    </message>
    <message>
        <source>Folder, file, setting…</source>
        <translation>Папка, файл, настройка…</translation>
    </message>
    <message>
        <source>Person</source>
        <translation>Сотрудник</translation>
    </message>
    <message>
        <source>Text in the entries</source>
        <translation>Текст в записях</translation>
    </message>
    <message>
        <source>Saved as {name}</source>
        <translation>Сохранено в {name}</translation>
    </message>
    <message>
        <source>Table (*.csv)</source>
        <translation>Таблица (*.csv)</translation>
    </message>
    <message>
        <source>actions</source>
        <comment>name of an exported file</comment>
        <translation>действия</translation>
    </message>
    <message>
        <source>Export list</source>
        <translation>Выгрузить список</translation>
    </message>
    <message>
        <source>Export list…</source>
        <translation>Выгрузить список…</translation>
    </message>
    <message>
        <source>The database cannot be reached</source>
        <translation>База данных недоступна</translation>
    </message>
    <message>
        <source>What is done meanwhile is kept on this computer; the database takes it over later.</source>
        <translation>Сделанное за это время хранится на этом компьютере и попадёт в базу, когда она снова будет доступна.</translation>
    </message>
    <message>
        <source>Actions</source>
        <translation>Действия</translation>
    </message>
    <message>
        <source>Details of the action</source>
        <translation>Подробности действия</translation>
    </message>
    <message>
        <source>No actions yet</source>
        <translation>Действий пока нет</translation>
    </message>
    <message>
        <source>Who loads, retries, drops, exports or changes settings and passwords will be listed here.</source>
        <translation>Здесь будет видно, кто загружал, повторял, снимал с учёта, выгружал, менял настройки и пароли.</translation>
    </message>
    <message>
        <source>No actions of this kind</source>
        <translation>Таких действий нет</translation>
    </message>
    <message>
        <source>Nothing fits the period, action, person and text chosen above.</source>
        <translation>Ничего не подходит под выбранные период, действие, сотрудника и текст.</translation>
    </message>
    <message>
        <source>Show all actions</source>
        <translation>Показать все действия</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Скопировать</translation>
    </message>
    <message>
        <source>Open the run</source>
        <translation>Открыть запуск</translation>
    </message>
    <message numerus="yes">
        <source>The newest %Ln action(s)</source>
        <comment>%Ln counts entries of the audit log</comment>
        <translation>
            <numerusform>Последнее %Ln действие</numerusform>
            <numerusform>Последние %Ln действия</numerusform>
            <numerusform>Последние %Ln действий</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln action(s)</source>
        <comment>%Ln counts entries of the audit log</comment>
        <translation>
            <numerusform>%Ln действие</numerusform>
            <numerusform>%Ln действия</numerusform>
            <numerusform>%Ln действий</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Banner</name>
    <message>
        <source>Dismiss</source>
        <translation>Закрыть</translation>
    </message>
</context>
<context>
    <name>Chart</name>
    <message>
        <source>Rows per day</source>
        <translation>Строки по дням</translation>
    </message>
    <message>
        <source>No days yet</source>
        <translation>Дней пока нет</translation>
    </message>
    <message>
        <source>Rows per day. Most: {most} on {most_day}. {last_day}: {last}.</source>
        <translation>Строки по дням. Больше всего — {most}, {most_day}. {last_day} — {last}.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s)</source>
        <translation>
            <numerusform>%Ln строка</numerusform>
            <numerusform>%Ln строки</numerusform>
            <numerusform>%Ln строк</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s)</source>
        <translation>
            <numerusform>%Ln файл</numerusform>
            <numerusform>%Ln файла</numerusform>
            <numerusform>%Ln файлов</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln failed</source>
        <extracomment>files that failed, and kassas that did not answer</extracomment>
        <translation>
            <numerusform>не загружено: %Ln</numerusform>
            <numerusform>не загружено: %Ln</numerusform>
            <numerusform>не загружено: %Ln</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CheckLine</name>
    <message>
        <source>The check was stopped.</source>
        <translation>Проверка остановлена.</translation>
    </message>
    <message>
        <source>Check the connection</source>
        <translation>Проверить связь</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Остановить</translation>
    </message>
    <message>
        <source>The connection is being checked</source>
        <translation>Проверяем связь</translation>
    </message>
    <message>
        <source>The connection works.</source>
        <translation>Связь есть.</translation>
    </message>
    <message>
        <source>The connection works: PostgreSQL {version}, answer in {latency} ms.</source>
        <translation>Связь есть: PostgreSQL {version}, ответ за {latency} мс.</translation>
    </message>
    <message>
        <source>The connection works: answer in {latency} ms.</source>
        <translation>Связь есть: ответ за {latency} мс.</translation>
    </message>
</context>
<context>
    <name>ClearRequests</name>
    <message numerus="yes">
        <source>%Ln request(s) removed</source>
        <translation>
            <numerusform>Удалён %Ln запрос</numerusform>
            <numerusform>Удалено %Ln запроса</numerusform>
            <numerusform>Удалено %Ln запросов</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Taken by the kassa meanwhile: %Ln</source>
        <translation>
            <numerusform>Касса тем временем забрала: %Ln</numerusform>
            <numerusform>Касса тем временем забрала: %Ln</numerusform>
            <numerusform>Касса тем временем забрала: %Ln</numerusform>
        </translation>
    </message>
    <message>
        <source>The request folders are empty</source>
        <translation>Папки запросов пусты</translation>
    </message>
    <message>
        <source>Every kassa has taken what it was asked.</source>
        <translation>Кассы забрали все свои запросы.</translation>
    </message>
    <message numerus="yes">
        <source>Remove %Ln request(s)</source>
        <translation>
            <numerusform>Удалить %Ln запрос</numerusform>
            <numerusform>Удалить %Ln запроса</numerusform>
            <numerusform>Удалить %Ln запросов</numerusform>
        </translation>
    </message>
    <message>
        <source>Clear request folders</source>
        <translation>Очистка папок запросов</translation>
    </message>
    <message>
        <source>Requests that no kassa has taken</source>
        <translation>Запросы, которые кассы не забрали</translation>
    </message>
    <message>
        <source>A removed request is not answered any more. Other files in these folders are never touched.</source>
        <translation>На удалённый запрос касса уже не ответит. Другие файлы в этих папках не трогаются.</translation>
    </message>
</context>
<context>
    <name>CloseDuringLoad</name>
    <message>
        <source>A load is running</source>
        <translation>Идёт загрузка</translation>
    </message>
    <message>
        <source>A load is running. What shall happen to it?</source>
        <translation>Идёт загрузка. Что с ней сделать?</translation>
    </message>
    <message>
        <source>Stop and close</source>
        <translation>Остановить и закрыть</translation>
    </message>
    <message>
        <source>The load ends within a second. What is loaded stays, nothing is half-written.</source>
        <translation>Загрузка прекратится в пределах секунды. Загруженное останется, наполовину ничего не запишется.</translation>
    </message>
    <message>
        <source>Go on working</source>
        <translation>Работать дальше</translation>
    </message>
    <message>
        <source>The window stays open and the load goes on.</source>
        <translation>Окно останется, загрузка продолжится.</translation>
    </message>
    <message>
        <source>Finish in the tray</source>
        <translation>Закончить в трее</translation>
    </message>
    <message>
        <source>The window goes, the icon beside the clock tells when the load is done.</source>
        <translation>Окно исчезнет, значок возле часов сообщит, когда загрузка закончится.</translation>
    </message>
    <message>
        <source>Finish minimised</source>
        <translation>Закончить в свёрнутом окне</translation>
    </message>
    <message>
        <source>The window is minimised; the program closes when the load is done.</source>
        <translation>Окно свернётся, а после загрузки программа закроется.</translation>
    </message>
</context>
<context>
    <name>ConnectionString</name>
    <message>
        <source>Paste a connection string</source>
        <translation>Вставить строку подключения</translation>
    </message>
    <message>
        <source>Connection string</source>
        <translation>Строка подключения</translation>
    </message>
    <message>
        <source>Fill in</source>
        <translation>Заполнить</translation>
    </message>
    <message>
        <source>This is not a connection string. It reads postgresql://user:password@server:5432/name.</source>
        <translation>Это не строка подключения. Она выглядит так: postgresql://user:password@server:5432/name.</translation>
    </message>
</context>
<context>
    <name>CrashDialog</name>
    <message>
        <source>Technical details</source>
        <translation>Технические подробности</translation>
    </message>
    <message>
        <source>Fault in the program</source>
        <translation>Сбой в программе</translation>
    </message>
    <message>
        <source>Something went wrong in the program</source>
        <translation>В программе что-то пошло не так</translation>
    </message>
    <message>
        <source>You can go on working: the sales in the database are not harmed. Please send the text for support to whoever looks after the program; it holds no passwords and no personal data.</source>
        <translation>Можно работать дальше: продажи в базе не пострадали. Отправьте, пожалуйста, текст для поддержки тому, кто обслуживает программу: паролей и личных данных в нём нет.</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>Скопировано</translation>
    </message>
    <message>
        <source>Copy for support</source>
        <translation>Скопировать для поддержки</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Продолжить</translation>
    </message>
</context>
<context>
    <name>Dashboard</name>
    <message>
        <source>Started</source>
        <translation>Начат</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Итог</translation>
    </message>
    <message>
        <source>Days</source>
        <extracomment>the business days that were loaded</extracomment>
        <translation>Дни</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>Файлов</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>Строк</translation>
    </message>
    <message>
        <source>Time</source>
        <extracomment>how long it took</extracomment>
        <translation>Время</translation>
    </message>
    <message>
        <source>Loaded today</source>
        <translation>Загружено сегодня</translation>
    </message>
    <message numerus="yes">
        <source>rows from %Ln file(s)</source>
        <extracomment>below the number of rows</extracomment>
        <translation>
            <numerusform>строк из %Ln файла</numerusform>
            <numerusform>строк из %Ln файлов</numerusform>
            <numerusform>строк из %Ln файлов</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln failed</source>
        <extracomment>files that failed, and kassas that did not answer</extracomment>
        <translation>
            <numerusform>не загружено: %Ln</numerusform>
            <numerusform>не загружено: %Ln</numerusform>
            <numerusform>не загружено: %Ln</numerusform>
        </translation>
    </message>
    <message>
        <source>nothing failed</source>
        <translation>без ошибок</translation>
    </message>
    <message>
        <source>Runs without failures</source>
        <translation>Удачные запуски</translation>
    </message>
    <message>
        <source>{completed} of {ended} runs, last 30 days</source>
        <translation>{completed} из {ended} за 30 дней</translation>
    </message>
    <message numerus="yes">
        <source>%Ln run(s) failed</source>
        <extracomment>runs of which nothing was loaded</extracomment>
        <translation>
            <numerusform>%Ln запуск не удался</numerusform>
            <numerusform>%Ln запуска не удались</numerusform>
            <numerusform>%Ln запусков не удались</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln run(s) completed in part</source>
        <translation>
            <numerusform>%Ln выполнен частично</numerusform>
            <numerusform>%Ln выполнены частично</numerusform>
            <numerusform>%Ln выполнены частично</numerusform>
        </translation>
    </message>
    <message>
        <source>Average duration</source>
        <translation>Средняя продолжительность</translation>
    </message>
    <message>
        <source>for a run, last 30 days</source>
        <extracomment>below the average duration</extracomment>
        <translation>на запуск, за 30 дней</translation>
    </message>
    <message>
        <source>Rows per day</source>
        <translation>Строки по дням</translation>
    </message>
    <message>
        <source>something failed</source>
        <extracomment>explains a cross below a bar of the chart</extracomment>
        <translation>были ошибки</translation>
    </message>
    <message>
        <source>Recent runs</source>
        <translation>Последние запуски</translation>
    </message>
    <message>
        <source>Open errors</source>
        <translation>Неустранённые ошибки</translation>
    </message>
    <message>
        <source>Open errors by cause</source>
        <translation>Неустранённые ошибки по причинам</translation>
    </message>
    <message>
        <source>No open errors</source>
        <translation>Неустранённых ошибок нет</translation>
    </message>
    <message>
        <source>Show errors</source>
        <translation>Показать ошибки</translation>
    </message>
    <message>
        <source>Dashboard</source>
        <translation>Сводка</translation>
    </message>
    <message>
        <source>Nothing loaded yet</source>
        <translation>Ещё ничего не загружено</translation>
    </message>
    <message>
        <source>Rows per day, recent runs and open errors will be shown here.</source>
        <translation>Здесь появятся строки по дням, последние запуски и неустранённые ошибки.</translation>
    </message>
    <message>
        <source>Load yesterday</source>
        <translation>Загрузить за вчера</translation>
    </message>
    <message>
        <source>The figures are not known now</source>
        <translation>Сводку сейчас не показать</translation>
    </message>
    <message>
        <source>They are kept in the database, and it does not answer.</source>
        <translation>Она хранится в базе данных, а база не отвечает.</translation>
    </message>
    <message>
        <source>Health</source>
        <translation>Связь и диск</translation>
    </message>
    <message>
        <source>Check again</source>
        <translation>Проверить снова</translation>
    </message>
</context>
<context>
    <name>DatabaseForm</name>
    <message>
        <source>Where the server can; its certificate is not checked</source>
        <translation>Если сервер умеет; сертификат не проверяется</translation>
    </message>
    <message>
        <source>None: only inside your own network</source>
        <translation>Без шифрования: только внутри своей сети</translation>
    </message>
    <message>
        <source>Always; its certificate is not checked</source>
        <translation>Всегда; сертификат не проверяется</translation>
    </message>
    <message>
        <source>Always; its certificate is of an authority you trust</source>
        <translation>Всегда; сертификат от доверенного центра</translation>
    </message>
    <message>
        <source>Always; and it is the certificate of this very server (safest)</source>
        <translation>Всегда; сертификат именно этого сервера (надёжнее всего)</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>Сервер</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>Порт</translation>
    </message>
    <message>
        <source>Database</source>
        <translation>База данных</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Пользователь</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Пароль</translation>
    </message>
    <message>
        <source>Encryption</source>
        <translation>Шифрование</translation>
    </message>
    <message>
        <source>Certificate authority</source>
        <translation>Центр сертификации</translation>
    </message>
    <message>
        <source>A PEM file, if the server&apos;s certificate is of your own authority.</source>
        <translation>Файл PEM, если сертификат сервера выдан вашим собственным центром.</translation>
    </message>
    <message>
        <source>Advanced</source>
        <translation>Дополнительно</translation>
    </message>
    <message>
        <source>Schema</source>
        <translation>Схема</translation>
    </message>
    <message>
        <source>The part of the database that holds the program&apos;s tables.</source>
        <translation>Раздел базы, в котором лежат таблицы программы.</translation>
    </message>
    <message>
        <source>Bring the tables up to date before a load</source>
        <translation>Обновлять таблицы перед загрузкой</translation>
    </message>
    <message>
        <source>Tables</source>
        <translation>Таблицы</translation>
    </message>
</context>
<context>
    <name>DatePicker</name>
    <message>
        <source>Write a day such as 28.12.2025, or a period such as 21.12.2025-28.12.2025</source>
        <translation>Напишите день, например 28.12.2025, или период, например 21.12.2025-28.12.2025</translation>
    </message>
    <message>
        <source>The period ends before it begins</source>
        <translation>Период заканчивается раньше, чем начинается</translation>
    </message>
    <message>
        <source>{day} has not come yet: today is {today}</source>
        <translation>{day} ещё не наступило: сегодня {today}</translation>
    </message>
    <message>
        <source>There is no such day: {text}</source>
        <translation>Такого дня нет: {text}</translation>
    </message>
    <message>
        <source>Days to load: {dates}</source>
        <translation>Дни для загрузки: {dates}</translation>
    </message>
    <message>
        <source>The day before</source>
        <translation>Предыдущий день</translation>
    </message>
    <message>
        <source>The day after</source>
        <translation>Следующий день</translation>
    </message>
    <message>
        <source>The day after has not come yet</source>
        <translation>Следующий день ещё не наступил</translation>
    </message>
    <message>
        <source>The period before</source>
        <translation>Предыдущий период</translation>
    </message>
    <message>
        <source>The period after</source>
        <translation>Следующий период</translation>
    </message>
    <message>
        <source>The period after is not over yet</source>
        <translation>Следующий период ещё не закончился</translation>
    </message>
    <message>
        <source>Choose the days to load</source>
        <translation>Выбрать дни для загрузки</translation>
    </message>
    <message>
        <source>Yesterday</source>
        <translation>Вчера</translation>
    </message>
    <message>
        <source>Period…</source>
        <translation>Период…</translation>
    </message>
    <message>
        <source>Choose the first and the last day to load</source>
        <translation>Выбрать первый и последний день загрузки</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Сегодня</translation>
    </message>
    <message>
        <source>Last 7 days</source>
        <translation>Последние 7 дней</translation>
    </message>
    <message>
        <source>This month</source>
        <translation>Этот месяц</translation>
    </message>
    <message>
        <source>Previous month</source>
        <translation>Прошлый месяц</translation>
    </message>
    <message>
        <source>Type a day or a period and press Enter</source>
        <translation>Введите день или период и нажмите Enter</translation>
    </message>
    <message>
        <source>Click a day; drag for a period</source>
        <translation>Щёлкните день; для периода проведите мышью</translation>
    </message>
    <message>
        <source>Click the first day of the period</source>
        <translation>Щёлкните первый день периода</translation>
    </message>
    <message>
        <source>Click the last day; the same day again for a single one</source>
        <translation>Щёлкните последний день; тот же — если нужен один</translation>
    </message>
    <message>
        <source>Next month</source>
        <translation>Следующий месяц</translation>
    </message>
    <message>
        <source>Day or period</source>
        <translation>День или период</translation>
    </message>
    <message>
        <source>Choose a day or a period</source>
        <translation>Выберите день или период</translation>
    </message>
    <message>
        <source>Calendar</source>
        <translation>Календарь</translation>
    </message>
</context>
<context>
    <name>Details</name>
    <message numerus="yes">
        <source>%Ln more finding(s) in the report of the run</source>
        <translation>
            <numerusform>Ещё %Ln замечание — в отчёте запуска</numerusform>
            <numerusform>Ещё %Ln замечания — в отчёте запуска</numerusform>
            <numerusform>Ещё %Ln замечаний — в отчёте запуска</numerusform>
        </translation>
    </message>
    <message>
        <source>Details of the selected row</source>
        <translation>Подробности выбранной строки</translation>
    </message>
    <message>
        <source>Select a row to see what happened to it and what to do next.</source>
        <translation>Выберите строку, чтобы увидеть, что с ней случилось и что делать дальше.</translation>
    </message>
    <message>
        <source>The kassa&apos;s own log</source>
        <translation>Журнал самой кассы</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>Скопировано</translation>
    </message>
    <message>
        <source>Copy for support</source>
        <translation>Скопировать для поддержки</translation>
    </message>
    <message>
        <source>Versions, run, stages and problems; no data of buyers</source>
        <translation>Версии, запуск, этапы и неполадки; данных покупателей нет</translation>
    </message>
    <message>
        <source>Open file</source>
        <translation>Открыть файл</translation>
    </message>
    <message>
        <source>The file as the kassa wrote it, from the archive</source>
        <translation>Файл, как его записала касса, из архива</translation>
    </message>
    <message>
        <source>Ask again</source>
        <extracomment>ask the kassa for the day once more</extracomment>
        <translation>Запросить ещё раз</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>Повторить</translation>
    </message>
    <message>
        <source>Line of the file, the field at fault marked</source>
        <translation>Строка файла, поле с ошибкой выделено</translation>
    </message>
    <message>
        <source>{number} of {total}</source>
        <extracomment>which problem of how many: 1 of 3</extracomment>
        <translation>{number} из {total}</translation>
    </message>
    <message>
        <source>Previous problem</source>
        <translation>Предыдущая неполадка</translation>
    </message>
    <message>
        <source>Next problem</source>
        <translation>Следующая неполадка</translation>
    </message>
</context>
<context>
    <name>DropFailures</name>
    <message>
        <source>Drop problems</source>
        <translation>Снять ошибки</translation>
    </message>
    <message numerus="yes">
        <source>Drop %Ln problem(s)?</source>
        <translation>
            <numerusform>Снять %Ln ошибку?</numerusform>
            <numerusform>Снять %Ln ошибки?</numerusform>
            <numerusform>Снять %Ln ошибок?</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing is deleted: a line stays in quarantine and is exported, a file stays in the archive, the history keeps every attempt. Only this list forgets it, and nobody is reminded of it any more.</source>
        <translation>Ничего не удаляется: строка остаётся в карантине и попадает в выгрузку, файл остаётся в архиве, в истории сохраняются все попытки. Ошибка исчезнет только из этого списка, и о ней больше не будут напоминать.</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Причина</translation>
    </message>
    <message>
        <source>For instance: the kassa was closed on that day</source>
        <translation>Например: в этот день касса не работала</translation>
    </message>
    <message>
        <source>Kept with the name of your account and of this computer.</source>
        <translation>Сохраняется вместе с именем вашей учётной записи и этого компьютера.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Отмена</translation>
    </message>
    <message>
        <source>Drop</source>
        <translation>Снять</translation>
    </message>
</context>
<context>
    <name>Environment</name>
    <message>
        <source>Production</source>
        <translation>Рабочий</translation>
    </message>
    <message>
        <source>Staging</source>
        <translation>Проверка</translation>
    </message>
    <message>
        <source>Development</source>
        <translation>Разработка</translation>
    </message>
</context>
<context>
    <name>Errors</name>
    <message>
        <source>Folder</source>
        <translation>Папка</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Файл</translation>
    </message>
    <message>
        <source>Line</source>
        <translation>Строка</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>Что случилось</translation>
    </message>
    <message>
        <source>Stage</source>
        <translation>Этап</translation>
    </message>
    <message>
        <source>Attempts</source>
        <extracomment>how many runs have tried in vain</extracomment>
        <translation>Попыток</translation>
    </message>
    <message>
        <source>Last time</source>
        <translation>В последний раз</translation>
    </message>
    <message>
        <source>Sales of {dates}</source>
        <extracomment>{dates}: the days a kassa was asked for</extracomment>
        <translation>Продажи за {dates}</translation>
    </message>
    <message>
        <source>Stage: {stage}</source>
        <extracomment>{stage}: where it failed, such as: Waiting for the kassa</extracomment>
        <translation>Этап: {stage}</translation>
    </message>
    <message numerus="yes">
        <source>%Ln attempt(s), first {first}, last {last}</source>
        <translation>
            <numerusform>%Ln попытка: первая {first}, последняя {last}</numerusform>
            <numerusform>%Ln попытки: первая {first}, последняя {last}</numerusform>
            <numerusform>%Ln попыток: первая {first}, последняя {last}</numerusform>
        </translation>
    </message>
    <message>
        <source>First time</source>
        <translation>В первый раз</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Ключ</translation>
    </message>
    <message>
        <source>What to do</source>
        <translation>Что делать</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>Код</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Запуск</translation>
    </message>
    <message>
        <source>The newest {shown} of {total} problems</source>
        <translation>Последние {shown} из {total} ошибок</translation>
    </message>
    <message numerus="yes">
        <source>%Ln problem(s) wait(s) for you</source>
        <translation>
            <numerusform>%Ln неустранённая ошибка</numerusform>
            <numerusform>%Ln неустранённые ошибки</numerusform>
            <numerusform>%Ln неустранённых ошибок</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln problem(s) dropped</source>
        <translation>
            <numerusform>Снята %Ln ошибка</numerusform>
            <numerusform>Снято %Ln ошибки</numerusform>
            <numerusform>Снято %Ln ошибок</numerusform>
        </translation>
    </message>
    <message>
        <source>Saved as {name}</source>
        <translation>Сохранено в {name}</translation>
    </message>
    <message>
        <source>Table (*.csv)</source>
        <translation>Таблица (*.csv)</translation>
    </message>
    <message>
        <source>errors</source>
        <comment>name of an exported file</comment>
        <translation>ошибки</translation>
    </message>
    <message>
        <source>Export list</source>
        <translation>Выгрузить список</translation>
    </message>
    <message>
        <source>Export list…</source>
        <translation>Выгрузить список…</translation>
    </message>
    <message>
        <source>Problems by cause</source>
        <translation>Ошибки по причинам</translation>
    </message>
    <message>
        <source>Nothing is waiting for you</source>
        <translation>Ошибок нет</translation>
    </message>
    <message>
        <source>Lines that cannot be read, files that fail and kassas that stay silent will be listed here.</source>
        <translation>Здесь появятся нечитаемые строки, незагруженные файлы и кассы, которые не ответили.</translation>
    </message>
    <message>
        <source>Whether there are errors is not known now</source>
        <translation>Есть ли ошибки, сейчас не узнать</translation>
    </message>
    <message>
        <source>They are kept in the database, and it does not answer. Nothing of them is lost.</source>
        <translation>Их список хранится в базе данных, а база не отвечает. Ничего не потеряно.</translation>
    </message>
    <message>
        <source>Check again</source>
        <translation>Проверить снова</translation>
    </message>
    <message numerus="yes">
        <source>%Ln problem(s) chosen</source>
        <translation>
            <numerusform>Выбрана %Ln ошибка</numerusform>
            <numerusform>Выбраны %Ln ошибки</numerusform>
            <numerusform>Выбрано %Ln ошибок</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing chosen</source>
        <translation>Ничего не выбрано</translation>
    </message>
    <message>
        <source>Folders: {folders}</source>
        <translation>Папки: {folders}</translation>
    </message>
    <message>
        <source>Drop…</source>
        <extracomment>give a problem up, with a reason; nothing is deleted</extracomment>
        <translation>Снять…</translation>
    </message>
    <message>
        <source>Take off this list, with a reason; nothing is deleted</source>
        <translation>Убрать из этого списка с указанием причины; ничего не удаляется</translation>
    </message>
    <message>
        <source>Ask for exactly the missing numbers</source>
        <translation>Запросить именно эти номера</translation>
    </message>
    <message>
        <source>Ask again</source>
        <translation>Запросить ещё раз</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>Повторить</translation>
    </message>
    <message numerus="yes">
        <source>Retry all (%Ln)</source>
        <comment>%Ln counts problems</comment>
        <translation>
            <numerusform>Повторить все (%Ln)</numerusform>
            <numerusform>Повторить все (%Ln)</numerusform>
            <numerusform>Повторить все (%Ln)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Ask for exactly the missing numbers (%Ln)</source>
        <comment>%Ln counts gaps</comment>
        <translation>
            <numerusform>Запросить именно эти номера (%Ln)</numerusform>
            <numerusform>Запросить именно эти номера (%Ln)</numerusform>
            <numerusform>Запросить именно эти номера (%Ln)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Ask the kassas again (%Ln)</source>
        <comment>%Ln counts problems</comment>
        <translation>
            <numerusform>Запросить кассы заново (%Ln)</numerusform>
            <numerusform>Запросить кассы заново (%Ln)</numerusform>
            <numerusform>Запросить кассы заново (%Ln)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Retry (%Ln)</source>
        <comment>%Ln counts problems</comment>
        <translation>
            <numerusform>Повторить (%Ln)</numerusform>
            <numerusform>Повторить (%Ln)</numerusform>
            <numerusform>Повторить (%Ln)</numerusform>
        </translation>
    </message>
    <message>
        <source>The kassa is not in the settings, or nobody knows for which days: load by date.</source>
        <translation>Кассы нет в настройках, или неизвестно, за какие дни её спросить: загрузите по дате.</translation>
    </message>
    <message>
        <source>The kassa is asked for exactly the missing numbers, nothing else.</source>
        <translation>У кассы запрашиваются только недостающие номера.</translation>
    </message>
    <message>
        <source>The kassa is asked for these days once more.</source>
        <translation>У кассы ещё раз запрашиваются эти дни.</translation>
    </message>
    <message>
        <source>The file in the archive is taken again from where it failed; no kassa is asked.</source>
        <translation>Файл берётся из архива и обрабатывается с того этапа, где не удалось; касса не запрашивается.</translation>
    </message>
    <message>
        <source>Each from where it failed: kept files are taken again, kassas asked for the rest.</source>
        <translation>Каждая ошибка — с того этапа, где не удалось: сохранённые файлы берутся из архива, остальное запрашивается у касс.</translation>
    </message>
    <message>
        <source>From where it failed</source>
        <translation>С того этапа, где не удалось</translation>
    </message>
    <message>
        <source>Ask the kassa again</source>
        <translation>Запросить кассу заново</translation>
    </message>
    <message>
        <source>Read the kept file again</source>
        <extracomment>a file kept in the archive, not asked for again</extracomment>
        <translation>Прочитать файл из архива заново</translation>
    </message>
    <message>
        <source>Load the kept file again</source>
        <translation>Загрузить файл из архива заново</translation>
    </message>
    <message>
        <source>{words} ({count} of {total})</source>
        <extracomment>a line of a menu, and for how many of the chosen problems it can be done: Ask the kassa again (2 of 5)</extracomment>
        <translation>{words} ({count} из {total})</translation>
    </message>
    <message>
        <source>Kept files are taken again, kassas are asked for what never came.</source>
        <translation>Сохранённые файлы берутся из архива, а что не пришло, запрашивается у касс.</translation>
    </message>
    <message>
        <source>A fresh answer replaces what is stored of its days.</source>
        <translation>Новый ответ заменит то, что загружено за его дни.</translation>
    </message>
    <message>
        <source>The file from the archive; after a setting such as its encoding was mended.</source>
        <translation>Файл из архива: если исправлена настройка, например кодировка.</translation>
    </message>
    <message>
        <source>The file from the archive; after the database was mended.</source>
        <translation>Файл из архива: если исправлена база данных.</translation>
    </message>
    <message>
        <source>Copy for support</source>
        <translation>Скопировать для поддержки</translation>
    </message>
    <message>
        <source>Retry from another stage</source>
        <translation>Повторить с другого этапа</translation>
    </message>
    <message>
        <source>These folders are being loaded right now</source>
        <translation>Эти папки загружаются прямо сейчас</translation>
    </message>
    <message>
        <source>What is still open when that has ended can be retried then.</source>
        <translation>Что останется, когда загрузка закончится, можно будет повторить.</translation>
    </message>
</context>
<context>
    <name>Field</name>
    <message>
        <source>From the profile {name}.</source>
        <extracomment>{name} is the name of a profile</extracomment>
        <translation>Из профиля «{name}».</translation>
    </message>
    <message>
        <source>Set by the environment variable {name}; change it there.</source>
        <translation>Задано переменной окружения {name}; менять нужно там.</translation>
    </message>
    <message>
        <source>In the file: {name}
Environment variable: {variable}</source>
        <extracomment>{name}: as in the file, {variable}: that of the environment</extracomment>
        <translation>В файле: {name}
Переменная окружения: {variable}</translation>
    </message>
</context>
<context>
    <name>FindMissingDays</name>
    <message>
        <source>No day is missing</source>
        <translation>Все дни на месте</translation>
    </message>
    <message>
        <source>Every day of this time is loaded whole, from every folder.</source>
        <translation>За это время полностью загружены все дни из всех папок.</translation>
    </message>
    <message>
        <source>Load the checked ({count})</source>
        <translation>Загрузить отмеченные ({count})</translation>
    </message>
    <message>
        <source>Find missing days</source>
        <translation>Поиск пропущенных дней</translation>
    </message>
    <message>
        <source>Days that were not loaded whole</source>
        <translation>Дни, загруженные не полностью</translation>
    </message>
    <message>
        <source>A day counts once it is over at the kassa. Days of a closed shop show here, too.</source>
        <translation>День учитывается, когда он на кассе закончился. Дни, когда магазин был закрыт, здесь тоже видны.</translation>
    </message>
</context>
<context>
    <name>FirstStart</name>
    <message>
        <source>Welcome</source>
        <translation>Начало</translation>
    </message>
    <message>
        <source>Database</source>
        <translation>База данных</translation>
    </message>
    <message>
        <source>Exchange server</source>
        <translation>Сервер обмена</translation>
    </message>
    <message>
        <source>Kassas</source>
        <translation>Кассы</translation>
    </message>
    <message>
        <source>Take over settings from a file</source>
        <translation>Взять настройки из файла</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>Закрыть</translation>
    </message>
    <message>
        <source>First start</source>
        <translation>Первый запуск</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Назад</translation>
    </message>
    <message>
        <source>Continue without checking</source>
        <translation>Продолжить без проверки</translation>
    </message>
    <message>
        <source>Finish</source>
        <translation>Готово</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Далее</translation>
    </message>
    <message>
        <source>Use letters, digits, dot, hyphen and underscore, beginning with a letter or digit.</source>
        <translation>Годятся буквы, цифры, точка, дефис и подчёркивание; первой стоит буква или цифра.</translation>
    </message>
    <message>
        <source>There is a profile of this name already. Choose another.</source>
        <translation>Профиль с таким именем уже есть. Выберите другое.</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Язык</translation>
    </message>
    <message>
        <source>Name of the new profile</source>
        <translation>Имя нового профиля</translation>
    </message>
    <message>
        <source>north</source>
        <translation>север</translation>
    </message>
    <message>
        <source>Everything can be changed later in the settings.</source>
        <translation>Всё можно изменить позже в настройках.</translation>
    </message>
    <message>
        <source>Connect your shop</source>
        <translation>Подключить магазин</translation>
    </message>
    <message>
        <source>Database, exchange server and kassas, in three short steps.</source>
        <translation>База данных, сервер обмена и кассы — три коротких шага.</translation>
    </message>
    <message>
        <source>Exported on another computer, or the .env file of an old loader.</source>
        <translation>Сохранённые на другом компьютере или файл .env прежнего загрузчика.</translation>
    </message>
    <message>
        <source>Try with simulated kassas</source>
        <translation>Попробовать с учебными кассами</translation>
    </message>
    <message>
        <source>Everything works on this computer at once; your shop is not touched.</source>
        <translation>Всё сразу заработает на этом компьютере; магазина это не коснётся.</translation>
    </message>
    <message>
        <source>Welcome to Frontol Desk</source>
        <translation>Добро пожаловать в Frontol Desk</translation>
    </message>
    <message>
        <source>It collects the sales of your Frontol kassas, checks them and loads them into a database.</source>
        <translation>Программа собирает продажи с касс Frontol, проверяет их и загружает в базу данных.</translation>
    </message>
    <message>
        <source>The PostgreSQL server that the sales are loaded into.</source>
        <translation>Сервер PostgreSQL, в который загружаются продажи.</translation>
    </message>
    <message>
        <source>The FTP server or the folder through which kassas receive requests and hand over answers.</source>
        <translation>FTP-сервер или папка, через которые кассы получают запросы и передают ответы.</translation>
    </message>
    <message>
        <source>Which kassas there are, and the exchange folders of each.</source>
        <translation>Какие есть кассы и какие у каждой папки обмена.</translation>
    </message>
</context>
<context>
    <name>FolderEditor</name>
    <message>
        <source>Choose a folder</source>
        <translation>Выбрать папку</translation>
    </message>
    <message>
        <source>Choose a file</source>
        <translation>Выбрать файл</translation>
    </message>
    <message>
        <source>Certificates (*.pem *.crt *.cer)</source>
        <translation>Сертификаты (*.pem *.crt *.cer)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Все файлы (*)</translation>
    </message>
</context>
<context>
    <name>Formats</name>
    <message>
        <source>{number} rows/s</source>
        <translation>{number} строк/с</translation>
    </message>
</context>
<context>
    <name>FtpForm</name>
    <message>
        <source>None: only inside your own network</source>
        <translation>Нет: только внутри своей сети</translation>
    </message>
    <message>
        <source>Explicit TLS (FTPES, usually port 21)</source>
        <translation>Явное TLS (FTPES, обычно порт 21)</translation>
    </message>
    <message>
        <source>Implicit TLS (FTPS, usually port 990)</source>
        <translation>Неявное TLS (FTPS, обычно порт 990)</translation>
    </message>
    <message>
        <source>FTP server</source>
        <translation>FTP-сервер</translation>
    </message>
    <message>
        <source>Folder, here or on the network</source>
        <translation>Папка на этом компьютере или в сети</translation>
    </message>
    <message>
        <source>Exchange through</source>
        <translation>Обмен через</translation>
    </message>
    <message>
        <source>Exchange folder</source>
        <translation>Папка обмена</translation>
    </message>
    <message>
        <source>The folders of requests and of answers lie in it.</source>
        <translation>В ней лежат папки запросов и ответов.</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>Сервер</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>Порт</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Пользователь</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Пароль</translation>
    </message>
    <message>
        <source>Encryption</source>
        <translation>Шифрование</translation>
    </message>
    <message>
        <source>Folders and advanced</source>
        <translation>Папки и прочее</translation>
    </message>
    <message>
        <source>Folder of requests</source>
        <translation>Папка запросов</translation>
    </message>
    <message>
        <source>A kassa looks in KASSA/FOLDER below it.</source>
        <translation>Касса смотрит внутри неё в КАССА/ПАПКА.</translation>
    </message>
    <message>
        <source>Folder of answers</source>
        <translation>Папка ответов</translation>
    </message>
    <message>
        <source>Answers lie in KASSA/FOLDER below it.</source>
        <translation>Ответы лежат внутри неё в КАССА/ПАПКА.</translation>
    </message>
    <message>
        <source>Encoding of file names</source>
        <translation>Кодировка имён файлов</translation>
    </message>
    <message>
        <source>utf-8; cp1251 for old servers.</source>
        <translation>utf-8; для старых серверов — cp1251.</translation>
    </message>
    <message>
        <source>Connections at once</source>
        <translation>Соединений сразу</translation>
    </message>
    <message>
        <source>Certificate authority</source>
        <translation>Центр сертификации</translation>
    </message>
    <message>
        <source>A PEM file, if the server&apos;s certificate is of your own authority.</source>
        <translation>Файл PEM, если сертификат сервера выдан вашим собственным центром.</translation>
    </message>
    <message>
        <source>Connect only to a server that proves to be the right one</source>
        <translation>Подключаться только к серверу, который подтвердил свою подлинность</translation>
    </message>
    <message>
        <source>Certificate</source>
        <translation>Сертификат</translation>
    </message>
</context>
<context>
    <name>Health</name>
    <message>
        <source>Health</source>
        <translation>Связь и диск</translation>
    </message>
    <message>
        <source>Exchange folder</source>
        <translation>Папка обмена</translation>
    </message>
    <message>
        <source>FTP</source>
        <extracomment>the exchange server</extracomment>
        <translation>FTP</translation>
    </message>
    <message>
        <source>Database</source>
        <translation>База</translation>
    </message>
    <message>
        <source>Disk</source>
        <translation>Диск</translation>
    </message>
    <message>
        <source>Keyring</source>
        <extracomment>the system&apos;s password store</extracomment>
        <translation>Пароли</translation>
    </message>
    <message>
        <source>Click to try now.</source>
        <translation>Нажмите, чтобы попробовать сейчас.</translation>
    </message>
    <message>
        <source>Works</source>
        <translation>Работает</translation>
    </message>
    <message>
        <source>Needs attention</source>
        <translation>Требует внимания</translation>
    </message>
    <message>
        <source>Does not work</source>
        <translation>Не работает</translation>
    </message>
    <message>
        <source>Not checked yet</source>
        <translation>Ещё не проверено</translation>
    </message>
    <message>
        <source>{number} ms</source>
        <extracomment>milliseconds</extracomment>
        <translation>{number} мс</translation>
    </message>
    <message>
        <source>Paused, being tried again</source>
        <extracomment>an exchange server that did not answer is called once, to see whether it is back</extracomment>
        <translation>Приостановлено, идёт проверка</translation>
    </message>
    <message>
        <source>Paused until {time}</source>
        <translation>Приостановлено до {time}</translation>
    </message>
    <message>
        <source>{name}: paused</source>
        <extracomment>{name}: FTP, or the exchange folder</extracomment>
        <translation>{name}: пауза</translation>
    </message>
    <message>
        <source>{name}: paused until {time}</source>
        <translation>{name}: пауза до {time}</translation>
    </message>
    <message>
        <source>The exchange is paused</source>
        <translation>Обмен приостановлен</translation>
    </message>
    <message>
        <source>The exchange is paused until {time}</source>
        <translation>Обмен приостановлен до {time}</translation>
    </message>
    <message numerus="yes">
        <source>It failed %Ln time(s) in a row.</source>
        <extracomment>the exchange server; the cause follows</extracomment>
        <translation>
            <numerusform>%Ln сбой.</numerusform>
            <numerusform>%Ln сбоя подряд.</numerusform>
            <numerusform>%Ln сбоев подряд.</numerusform>
        </translation>
    </message>
    <message>
        <source>It is tried again by itself, and kassas are waited for meanwhile.</source>
        <translation>Попытка повторится сама, кассы тем временем ожидаются.</translation>
    </message>
    <message>
        <source>Try now</source>
        <translation>Попробовать сейчас</translation>
    </message>
    <message>
        <source>Full check…</source>
        <translation>Полная проверка…</translation>
    </message>
</context>
<context>
    <name>HealthCheck</name>
    <message>
        <source>Full check</source>
        <translation>Полная проверка</translation>
    </message>
    <message>
        <source>Is everything there that loads depend on?</source>
        <translation>Всё ли готово к загрузкам?</translation>
    </message>
    <message>
        <source>The check is under way</source>
        <translation>Идёт проверка</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Скопировать</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>Скопировано</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Остановить</translation>
    </message>
    <message>
        <source>Check again</source>
        <translation>Проверить снова</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Закрыть</translation>
    </message>
    <message>
        <source>Small files are put into the kassas&apos; folders to try what is allowed there, and removed at once.</source>
        <translation>В папки касс кладутся маленькие пробные файлы, чтобы узнать, что там разрешено; они сразу удаляются.</translation>
    </message>
    <message>
        <source>The check was stopped.</source>
        <translation>Проверка остановлена.</translation>
    </message>
    <message numerus="yes">
        <source>Files can be created, renamed and deleted in {good} of %Ln folder(s).</source>
        <extracomment>what may be done with files in the folders of the kassas</extracomment>
        <translation>
            <numerusform>Файлы можно создавать, переименовывать и удалять: {good} из %Ln папки.</numerusform>
            <numerusform>Файлы можно создавать, переименовывать и удалять: {good} из %Ln папок.</numerusform>
            <numerusform>Файлы можно создавать, переименовывать и удалять: {good} из %Ln папок.</numerusform>
        </translation>
    </message>
    <message>
        <source>Exchange folders</source>
        <translation>Папки обмена</translation>
    </message>
    <message>
        <source>Everything works.</source>
        <translation>Всё работает.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln thing(s) do not work</source>
        <translation>
            <numerusform>Не работает: %Ln</numerusform>
            <numerusform>Не работает: %Ln</numerusform>
            <numerusform>Не работает: %Ln</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln thing(s) need attention</source>
        <translation>
            <numerusform>Требует внимания: %Ln</numerusform>
            <numerusform>Требуют внимания: %Ln</numerusform>
            <numerusform>Требуют внимания: %Ln</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>HelpWindow</name>
    <message>
        <source>Help</source>
        <translation>Справка</translation>
    </message>
    <message>
        <source>Search in the help</source>
        <translation>Поиск в справке</translation>
    </message>
    <message>
        <source>Contents</source>
        <translation>Содержание</translation>
    </message>
    <message>
        <source>No chapter holds these words.</source>
        <translation>Таких слов нет ни в одном разделе.</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Назад</translation>
    </message>
    <message>
        <source>Forward</source>
        <translation>Вперёд</translation>
    </message>
</context>
<context>
    <name>History</name>
    <message>
        <source>Started</source>
        <translation>Начат</translation>
    </message>
    <message>
        <source>Origin</source>
        <translation>Как запущен</translation>
    </message>
    <message>
        <source>Days</source>
        <translation>Дни</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Итог</translation>
    </message>
    <message>
        <source>Folders</source>
        <translation>Папок</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>Файлов</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>Строк</translation>
    </message>
    <message>
        <source>Errors</source>
        <translation>Ошибок</translation>
    </message>
    <message>
        <source>Duration</source>
        <translation>Время</translation>
    </message>
    <message>
        <source>By hand</source>
        <translation>Вручную</translation>
    </message>
    <message>
        <source>Command line</source>
        <translation>Командная строка</translation>
    </message>
    <message>
        <source>Schedule</source>
        <translation>Расписание</translation>
    </message>
    <message>
        <source>API</source>
        <translation>API</translation>
    </message>
    <message>
        <source>Worker</source>
        <translation>Исполнитель</translation>
    </message>
    <message>
        <source>{origin}, {machine}</source>
        <translation>{origin}, {machine}</translation>
    </message>
    <message>
        <source>The program ended on {machine} before this run did. Nothing is half-written; load its days again.</source>
        <translation>Программа на {machine} завершилась раньше этого запуска. Наполовину ничего не записано; загрузите его дни снова.</translation>
    </message>
    <message>
        <source>Still going on, on {machine}.</source>
        <translation>Ещё идёт, на {machine}.</translation>
    </message>
    <message>
        <source>Still going on, on this machine.</source>
        <translation>Ещё идёт, на этом компьютере.</translation>
    </message>
    <message>
        <source>Kept on this computer; the database takes it over when it can be reached again.</source>
        <translation>Хранится на этом компьютере и попадёт в базу, когда она снова будет доступна.</translation>
    </message>
    <message>
        <source>{done} of {total}</source>
        <translation>{done} из {total}</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Запуск</translation>
    </message>
    <message>
        <source>Any status</source>
        <translation>Любой итог</translation>
    </message>
    <message>
        <source>Any origin</source>
        <translation>Любой способ</translation>
    </message>
    <message>
        <source>Kassa or folder</source>
        <translation>Касса или папка</translation>
    </message>
    <message>
        <source>Status of the runs</source>
        <translation>Итог запусков</translation>
    </message>
    <message>
        <source>Origin of the runs</source>
        <translation>Как запущены</translation>
    </message>
    <message numerus="yes">
        <source>The newest %Ln run(s)</source>
        <comment>%Ln counts runs of a load</comment>
        <translation>
            <numerusform>Последний %Ln запуск</numerusform>
            <numerusform>Последние %Ln запуска</numerusform>
            <numerusform>Последние %Ln запусков</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln run(s)</source>
        <comment>%Ln counts runs of a load</comment>
        <translation>
            <numerusform>%Ln запуск</numerusform>
            <numerusform>%Ln запуска</numerusform>
            <numerusform>%Ln запусков</numerusform>
        </translation>
    </message>
    <message>
        <source>Saved as {name}</source>
        <translation>Сохранено в {name}</translation>
    </message>
    <message>
        <source>Table (*.csv)</source>
        <translation>Таблица (*.csv)</translation>
    </message>
    <message>
        <source>runs</source>
        <comment>name of an exported file</comment>
        <translation>запуски</translation>
    </message>
    <message>
        <source>Export list</source>
        <translation>Выгрузить список</translation>
    </message>
    <message>
        <source>Export list…</source>
        <translation>Выгрузить список…</translation>
    </message>
    <message>
        <source>The database cannot be reached</source>
        <translation>База данных недоступна</translation>
    </message>
    <message>
        <source>Runs of this time are kept on this computer; the database takes them over when it is back.</source>
        <translation>Запуски за это время хранятся на этом компьютере и попадут в базу, когда она вернётся.</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>Запуски</translation>
    </message>
    <message>
        <source>No runs yet</source>
        <translation>Запусков ещё не было</translation>
    </message>
    <message>
        <source>Every load will be listed here: by hand, on schedule, from other machines.</source>
        <translation>Здесь появится каждая загрузка: вручную, по расписанию, с других компьютеров.</translation>
    </message>
    <message>
        <source>Load yesterday</source>
        <translation>Загрузить за вчера</translation>
    </message>
    <message>
        <source>No runs of this kind</source>
        <translation>Таких запусков нет</translation>
    </message>
    <message>
        <source>Nothing fits the period, status, origin and kassa chosen above.</source>
        <translation>Под выбранные выше период, итог, способ запуска и кассу ничего не подходит.</translation>
    </message>
    <message>
        <source>Show all runs</source>
        <translation>Показать все запуски</translation>
    </message>
    <message>
        <source>Show in log</source>
        <translation>Показать в журнале</translation>
    </message>
    <message>
        <source>Repeat this run</source>
        <translation>Повторить этот запуск</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Открыть</translation>
    </message>
    <message>
        <source>Rows: {read} read, {loaded} loaded, {unchanged} unchanged, {removed} removed, {quarantined} in quarantine</source>
        <translation>Прочитано {read}, загружено {loaded}, без изменений {unchanged}, удалено {removed}, в карантине {quarantined}</translation>
    </message>
    <message>
        <source>Period of the runs</source>
        <translation>Период запусков</translation>
    </message>
    <message>
        <source>Any time</source>
        <translation>Всё время</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Сегодня</translation>
    </message>
    <message>
        <source>Last 7 days</source>
        <translation>Последние 7 дней</translation>
    </message>
    <message>
        <source>Last 30 days</source>
        <translation>Последние 30 дней</translation>
    </message>
    <message>
        <source>Choose days…</source>
        <translation>Выбрать дни…</translation>
    </message>
</context>
<context>
    <name>ImportSummary</name>
    <message>
        <source>Wrong, and left out</source>
        <translation>С ошибкой, не будет взято</translation>
    </message>
    <message>
        <source>Unknown here, and left out</source>
        <translation>Здесь неизвестно, не будет взято</translation>
    </message>
    <message>
        <source>To be mended on this computer</source>
        <translation>Исправить на этом компьютере</translation>
    </message>
    <message>
        <source>Passwords: they are stored safely, never in the settings file</source>
        <translation>Пароли: попадут в защищённое хранилище, а не в файл настроек</translation>
    </message>
    <message>
        <source>Not in the file: fill in afterwards</source>
        <translation>Нет в файле: ввести после переноса</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Настройки</translation>
    </message>
    <message>
        <source>Take over settings</source>
        <translation>Перенос настроек</translation>
    </message>
    <message>
        <source>From {file}. You can still change everything; nothing is stored yet.</source>
        <extracomment>{file}: the path of a file</extracomment>
        <translation>Из файла {file}. Всё ещё можно изменить; пока ничего не сохранено.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Отмена</translation>
    </message>
    <message>
        <source>Take over</source>
        <translation>Взять</translation>
    </message>
    <message numerus="yes">
        <source>%Ln setting(s) of an old loader</source>
        <translation>
            <numerusform>%Ln настройка прежнего загрузчика</numerusform>
            <numerusform>%Ln настройки прежнего загрузчика</numerusform>
            <numerusform>%Ln настроек прежнего загрузчика</numerusform>
        </translation>
    </message>
    <message>
        <source>A list of kassas</source>
        <translation>Список касс</translation>
    </message>
    <message numerus="yes">
        <source>%Ln setting(s) of a profile</source>
        <translation>
            <numerusform>%Ln настройка профиля</numerusform>
            <numerusform>%Ln настройки профиля</numerusform>
            <numerusform>%Ln настроек профиля</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ImportText</name>
    <message>
        <source>There is no kassa in this text.</source>
        <translation>В этом тексте нет ни одной кассы.</translation>
    </message>
    <message>
        <source>List of kassas as text</source>
        <translation>Список касс текстом</translation>
    </message>
    <message>
        <source>Add these</source>
        <translation>Добавить</translation>
    </message>
</context>
<context>
    <name>KassaListModel</name>
    <message>
        <source>This folder is listed twice.</source>
        <translation>Эта папка указана дважды.</translation>
    </message>
    <message>
        <source>Kassa</source>
        <translation>Касса</translation>
    </message>
    <message>
        <source>Exchange folder</source>
        <translation>Папка обмена</translation>
    </message>
    <message>
        <source>Expected by</source>
        <extracomment>the hour by which a kassa should have delivered the day before</extracomment>
        <translation>Ожидать к</translation>
    </message>
</context>
<context>
    <name>KassaOwn</name>
    <message>
        <source>As the others</source>
        <translation>Как у других</translation>
    </message>
    <message>
        <source>What {kassa} does differently from the others</source>
        <extracomment>{kassa}: the name of a kassa</extracomment>
        <translation>Чем {kassa} отличается от других</translation>
    </message>
</context>
<context>
    <name>Kassas</name>
    <message>
        <source>Nothing loaded yet</source>
        <translation>Ещё ничего не загружено</translation>
    </message>
    <message>
        <source>Before that: {state}</source>
        <extracomment>how the file that came last was loaded</extracomment>
        <translation>До этого: {state}</translation>
    </message>
    <message>
        <source>Newest day loaded: {day}</source>
        <translation>Последний загруженный день: {day}</translation>
    </message>
    <message numerus="yes">
        <source>Last file: %Ln row(s), {moment}</source>
        <extracomment>of the newest file, and when it was processed</extracomment>
        <translation>
            <numerusform>Последний файл: %Ln строка, {moment}</numerusform>
            <numerusform>Последний файл: %Ln строки, {moment}</numerusform>
            <numerusform>Последний файл: %Ln строк, {moment}</numerusform>
        </translation>
    </message>
    <message>
        <source>Last tried: {moment}</source>
        <extracomment>when the kassa was asked last; it brought no rows</extracomment>
        <translation>Последняя попытка: {moment}</translation>
    </message>
    <message>
        <source>Checked {checked} of {total}</source>
        <extracomment>how many folders of kassas are checked; short, it stands in a narrow column</extracomment>
        <translation>Отмечено {checked} из {total}</translation>
    </message>
    <message>
        <source>Load only this</source>
        <translation>Загрузить только её</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>Повторить</translation>
    </message>
    <message>
        <source>History</source>
        <translation>История</translation>
    </message>
    <message>
        <source>Open its folder</source>
        <translation>Открыть её папку</translation>
    </message>
    <message>
        <source>Copy name</source>
        <translation>Скопировать имя</translation>
    </message>
    <message>
        <source>Check all</source>
        <translation>Отметить все</translation>
    </message>
    <message>
        <source>Check none</source>
        <translation>Снять все отметки</translation>
    </message>
    <message>
        <source>Search kassas</source>
        <translation>Поиск кассы</translation>
    </message>
    <message>
        <source>Show only kassas and folders with this in their name</source>
        <translation>Показать только кассы и папки с этим в имени</translation>
    </message>
    <message>
        <source>Kassas</source>
        <translation>Кассы</translation>
    </message>
    <message>
        <source>All</source>
        <comment>check all folders; as short as can be</comment>
        <translation>Все</translation>
    </message>
    <message>
        <source>None</source>
        <comment>check no folder; as short as can be</comment>
        <translation>Снять</translation>
    </message>
    <message>
        <source>Applies to the lines the search shows</source>
        <translation>Относится к найденным строкам</translation>
    </message>
    <message>
        <source>No kassas yet</source>
        <translation>Касс пока нет</translation>
    </message>
    <message>
        <source>The kassas whose sales are loaded will be listed here.</source>
        <translation>Здесь появятся кассы, продажи которых загружаются.</translation>
    </message>
    <message>
        <source>Add kassas</source>
        <translation>Добавить кассы</translation>
    </message>
    <message>
        <source>Nothing found</source>
        <translation>Ничего не найдено</translation>
    </message>
    <message>
        <source>No kassa and no folder has this in its name.</source>
        <translation>Ни у одной кассы или папки нет этого в имени.</translation>
    </message>
</context>
<context>
    <name>KassasForm</name>
    <message>
        <source>Set by the environment variable {name}; change it there.</source>
        <translation>Задано переменной окружения {name}; менять нужно там.</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Добавить</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Убрать</translation>
    </message>
    <message>
        <source>Import from text</source>
        <translation>Вставить текстом</translation>
    </message>
    <message>
        <source>No kassas yet</source>
        <translation>Касс пока нет</translation>
    </message>
    <message>
        <source>Find them on the exchange server, import them from text, or add them one by one.</source>
        <translation>Найдите их на сервере обмена, вставьте текстом или добавьте по одной.</translation>
    </message>
    <message>
        <source>Kassas and their folders</source>
        <translation>Кассы и их папки</translation>
    </message>
</context>
<context>
    <name>KeyringNotice</name>
    <message>
        <source>This computer has no keyring to store the password in.</source>
        <translation>На этом компьютере нет хранилища паролей.</translation>
    </message>
    <message>
        <source>Typed here, it is used until the program is closed. To have it at every start, set the environment variable {name}.</source>
        <extracomment>{name} is the name of an environment variable</extracomment>
        <translation>Введённый здесь пароль действует до закрытия программы. Чтобы он был при каждом запуске, задайте переменную окружения {name}.</translation>
    </message>
    <message>
        <source>Copy the name</source>
        <translation>Скопировать имя</translation>
    </message>
    <message>
        <source>The settings say that passwords come from environment variables only.</source>
        <translation>По настройкам пароли берутся только из переменных окружения.</translation>
    </message>
</context>
<context>
    <name>Language</name>
    <message>
        <source>As the system</source>
        <translation>Как в системе</translation>
    </message>
</context>
<context>
    <name>LoadForm</name>
    <message>
        <source>s</source>
        <comment>seconds, short</comment>
        <translation>с</translation>
    </message>
    <message>
        <source>never</source>
        <translation>никогда</translation>
    </message>
    <message>
        <source>Wait for a kassa</source>
        <translation>Ждать кассу</translation>
    </message>
    <message>
        <source>After that it counts as silent.</source>
        <translation>Потом считается, что она не ответила.</translation>
    </message>
    <message>
        <source>An answer is complete after</source>
        <translation>Ответ готов через</translation>
    </message>
    <message>
        <source>So long it must not have grown.</source>
        <translation>Когда файл столько времени не растёт.</translation>
    </message>
    <message>
        <source>Sales of the day before are expected by</source>
        <translation>Продажи за вчера ожидаются к</translation>
    </message>
    <message>
        <source>After this hour of the kassa what is missing is told. Empty: never. Each can have its own.</source>
        <translation>После этого часа по времени кассы программа сообщит, чего нет. Пусто: не сообщать. У кассы может быть свой час.</translation>
    </message>
    <message>
        <source>Several files at once</source>
        <translation>Несколько файлов сразу</translation>
    </message>
    <message>
        <source>One file after the other</source>
        <translation>Файлы по одному</translation>
    </message>
    <message>
        <source>Way of working</source>
        <translation>Порядок работы</translation>
    </message>
    <message>
        <source>Files at once</source>
        <translation>Файлов сразу</translation>
    </message>
    <message>
        <source>Never more than database connections less one.</source>
        <translation>Не больше числа соединений с базой без одного.</translation>
    </message>
    <message>
        <source>Rename: add .processed to the name</source>
        <translation>Переименовать: добавить к имени .processed</translation>
    </message>
    <message>
        <source>Change the flag: # becomes @ in the first line</source>
        <translation>Сменить признак: # на @ в первой строке</translation>
    </message>
    <message>
        <source>Delete: the copy in the archive stays</source>
        <translation>Удалить: копия останется в архиве</translation>
    </message>
    <message>
        <source>Mark processed answers on the server</source>
        <translation>Как помечать обработанные ответы на сервере</translation>
    </message>
    <message>
        <source>d</source>
        <comment>days, short</comment>
        <translation>дн.</translation>
    </message>
    <message>
        <source>Delete marked answers on the server after</source>
        <translation>Удалять отмеченные ответы на сервере через</translation>
    </message>
    <message>
        <source>Only those whose copy in the archive is sound.</source>
        <translation>Только те, чья копия в архиве цела.</translation>
    </message>
    <message>
        <source>How kassas write</source>
        <translation>Как пишут кассы</translation>
    </message>
    <message>
        <source>Days</source>
        <translation>Дни</translation>
    </message>
    <message>
        <source>As Windows on the kassas has it.</source>
        <translation>Как задано в Windows на кассах.</translation>
    </message>
    <message>
        <source>Recognise</source>
        <translation>Распознать</translation>
    </message>
    <message>
        <source>Encoding of answers</source>
        <translation>Кодировка ответов</translation>
    </message>
    <message>
        <source>Name of the request file</source>
        <translation>Имя файла запроса</translation>
    </message>
    <message>
        <source>Time limits of the servers</source>
        <translation>Сколько ждать серверы</translation>
    </message>
    <message>
        <source>Exchange server: connect</source>
        <translation>Обмен: подключение</translation>
    </message>
    <message>
        <source>Exchange server: one operation</source>
        <translation>Обмен: одно действие</translation>
    </message>
    <message>
        <source>Exchange server: silence</source>
        <translation>Обмен: молчание</translation>
    </message>
    <message>
        <source>Database: connect</source>
        <translation>База данных: подключение</translation>
    </message>
    <message>
        <source>Database: one command</source>
        <translation>База: одна команда</translation>
    </message>
    <message>
        <source>Database connections at once</source>
        <translation>Соединений с базой сразу</translation>
    </message>
</context>
<context>
    <name>Log</name>
    <message>
        <source>Error</source>
        <translation>Ошибка</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>Предупреждение</translation>
    </message>
    <message>
        <source>Info</source>
        <translation>Сведения</translation>
    </message>
    <message>
        <source>Debug</source>
        <translation>Отладка</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Время</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>Важность</translation>
    </message>
    <message>
        <source>Kassa</source>
        <translation>Касса</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Сообщение</translation>
    </message>
    <message>
        <source>No lines match the filter.</source>
        <translation>Под отбор ничего не подходит.</translation>
    </message>
    <message>
        <source>What the program does will be written here, line by line.</source>
        <translation>Здесь будет видно, что делает программа.</translation>
    </message>
    <message>
        <source>Run …{end}</source>
        <extracomment>the log is limited to one run: the end of its number</extracomment>
        <translation>Запуск …{end}</translation>
    </message>
    <message>
        <source>All kassas</source>
        <translation>Все кассы</translation>
    </message>
    <message>
        <source>All levels</source>
        <extracomment>a filter of the log: this level and graver ones</extracomment>
        <translation>Любая важность</translation>
    </message>
    <message>
        <source>Warnings</source>
        <translation>Предупреждения</translation>
    </message>
    <message>
        <source>Errors</source>
        <translation>Ошибки</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Журнал</translation>
    </message>
    <message>
        <source>Search the log</source>
        <translation>Поиск в журнале</translation>
    </message>
    <message>
        <source>Follow</source>
        <extracomment>a switch, very short</extracomment>
        <translation>Следить</translation>
    </message>
    <message>
        <source>Shows lines of this level and graver ones</source>
        <translation>Показывает строки этой важности и выше</translation>
    </message>
    <message>
        <source>Keep the newest line in view</source>
        <translation>Держать новую строку на виду</translation>
    </message>
    <message>
        <source>Show the lines of all runs again</source>
        <translation>Снова показать строки всех запусков</translation>
    </message>
    <message>
        <source>Copy the selected lines</source>
        <translation>Скопировать выделенные строки</translation>
    </message>
    <message>
        <source>Hide the log</source>
        <translation>Скрыть журнал</translation>
    </message>
    <message>
        <source>Open the folder with the log files</source>
        <translation>Открыть папку с файлами журнала</translation>
    </message>
    <message>
        <source>Show all lines</source>
        <translation>Показать все строки</translation>
    </message>
    <message>
        <source>Least level shown</source>
        <translation>Наименьшая важность</translation>
    </message>
    <message>
        <source>Kassa shown</source>
        <translation>Показанная касса</translation>
    </message>
    <message>
        <source>Details of the selected line</source>
        <translation>Подробности выбранной строки</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Запуск</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Файл</translation>
    </message>
    <message>
        <source>Source</source>
        <extracomment>the part of the program that wrote the line</extracomment>
        <translation>Источник</translation>
    </message>
    <message>
        <source>Lines of the log</source>
        <translation>Строки журнала</translation>
    </message>
</context>
<context>
    <name>LyingRequests</name>
    <message>
        <source>Kassa and folder</source>
        <translation>Касса и папка</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Файл</translation>
    </message>
    <message>
        <source>Written</source>
        <translation>Записан</translation>
    </message>
    <message>
        <source>Asks for</source>
        <translation>Что запрошено</translation>
    </message>
    <message>
        <source>no request of this program: it stays</source>
        <translation>не запрос этой программы: останется</translation>
    </message>
    <message>
        <source>sales of {dates}</source>
        <extracomment>{dates}: a day or two, as they stand in the request</extracomment>
        <translation>продажи за {dates}</translation>
    </message>
</context>
<context>
    <name>MissingDays</name>
    <message>
        <source>Kassa and folder</source>
        <translation>Касса и папка</translation>
    </message>
    <message>
        <source>Day</source>
        <translation>День</translation>
    </message>
    <message>
        <source>What is missing</source>
        <translation>Чего не хватает</translation>
    </message>
    <message>
        <source>never asked for</source>
        <translation>не запрашивался</translation>
    </message>
    <message>
        <source>loaded before the day was over</source>
        <translation>загружен до конца дня</translation>
    </message>
    <message>
        <source>the load failed</source>
        <translation>загрузка не удалась</translation>
    </message>
    <message>
        <source>the kassa did not answer</source>
        <translation>касса не ответила</translation>
    </message>
</context>
<context>
    <name>Notice</name>
    <message>
        <source>Try again</source>
        <translation>Повторить</translation>
    </message>
    <message>
        <source>Open settings</source>
        <translation>Открыть настройки</translation>
    </message>
    <message>
        <source>Check again</source>
        <translation>Проверить снова</translation>
    </message>
    <message>
        <source>Load them</source>
        <translation>Загрузить их</translation>
    </message>
    <message>
        <source>No shop is connected yet</source>
        <translation>Магазин ещё не подключён</translation>
    </message>
    <message>
        <source>Connect yours, or look at the program with simulated kassas.</source>
        <translation>Подключите свой или посмотрите программу с учебными кассами.</translation>
    </message>
    <message>
        <source>Begin</source>
        <translation>Начать</translation>
    </message>
    <message numerus="yes">
        <source>%Ln load(s) broken off before the end: {dates}</source>
        <translation>
            <numerusform>Прервана %Ln загрузка: {dates}</numerusform>
            <numerusform>Прерваны %Ln загрузки: {dates}</numerusform>
            <numerusform>Прервано %Ln загрузок: {dates}</numerusform>
        </translation>
    </message>
    <message>
        <source>The program, the computer or the database stopped. Nothing is half loaded; repeat it to be complete.</source>
        <translation>Остановились программа, компьютер или база. Наполовину ничего не загружено; повторите загрузку, чтобы всё было на месте.</translation>
    </message>
    <message>
        <source>These are simulated kassas. Try anything: no real kassa is asked.</source>
        <translation>Это учебные кассы. Пробуйте что угодно: настоящие кассы не затрагиваются.</translation>
    </message>
    <message>
        <source>Repeat</source>
        <translation>Повторить</translation>
    </message>
    <message numerus="yes">
        <source>{day} is not loaded yet from %Ln folder(s)</source>
        <translation>
            <numerusform>{day}: ещё не загружена %Ln папка</numerusform>
            <numerusform>{day}: ещё не загружены %Ln папки</numerusform>
            <numerusform>{day}: ещё не загружено %Ln папок</numerusform>
        </translation>
    </message>
    <message>
        <source>Load it</source>
        <translation>Загрузить</translation>
    </message>
    <message>
        <source>S6 stays silent at first and O49 sends a broken line: load {day}, look at Errors, then retry.</source>
        <translation>S6 сначала промолчит, а O49 пришлёт испорченную строку: загрузите {day}, загляните в «Ошибки» и повторите.</translation>
    </message>
    <message>
        <source>Connect a shop</source>
        <translation>Подключить магазин</translation>
    </message>
    <message numerus="yes">
        <source>{names} and %Ln more</source>
        <translation>
            <numerusform>{names} и ещё %Ln</numerusform>
            <numerusform>{names} и ещё %Ln</numerusform>
            <numerusform>{names} и ещё %Ln</numerusform>
        </translation>
    </message>
    <message>
        <source>The settings were changed outside: they count from the next load on</source>
        <translation>Настройки изменены вне программы: действуют со следующей загрузки</translation>
    </message>
    <message>
        <source>The settings were changed outside, but are not taken over</source>
        <translation>Настройки изменены вне программы, но не приняты</translation>
    </message>
    <message>
        <source>The new settings take effect when the load has ended</source>
        <translation>Новые настройки подействуют, когда закончится загрузка</translation>
    </message>
</context>
<context>
    <name>Pages</name>
    <message>
        <source>Queue</source>
        <translation>Очередь</translation>
    </message>
    <message>
        <source>History</source>
        <translation>История</translation>
    </message>
    <message>
        <source>Errors</source>
        <translation>Ошибки</translation>
    </message>
    <message>
        <source>Overview</source>
        <extracomment>an overview of how the loads go</extracomment>
        <translation>Сводка</translation>
    </message>
    <message>
        <source>Actions</source>
        <extracomment>who did what: the audit log</extracomment>
        <translation>Действия</translation>
    </message>
</context>
<context>
    <name>PasswordEditor</name>
    <message>
        <source>Hide the password</source>
        <translation>Скрыть пароль</translation>
    </message>
    <message>
        <source>Show it</source>
        <translation>Показать пароль</translation>
    </message>
</context>
<context>
    <name>PasswordField</name>
    <message>
        <source>Held until the program is closed.</source>
        <translation>Действует до закрытия программы.</translation>
    </message>
    <message>
        <source>Stored in the system. Leave this empty to keep it.</source>
        <translation>Сохранён в системе. Чтобы оставить прежний, ничего не вводите.</translation>
    </message>
</context>
<context>
    <name>PrivacyForm</name>
    <message>
        <source>Replace personal data by codes (hashes)</source>
        <translation>Заменять персональные данные кодами (хешами)</translation>
    </message>
    <message>
        <source>Personal data in the database</source>
        <translation>Персональные данные в базе данных</translation>
    </message>
    <message>
        <source>In logs, messages and texts for support phone numbers, cards and e-mails are always masked.</source>
        <translation>В журнале, сообщениях и текстах для поддержки телефоны, карты и адреса почты скрываются всегда.</translation>
    </message>
    <message>
        <source>Phone numbers, e-mails, cards, customers&apos; names and prescriptions are replaced when a file is loaded.</source>
        <translation>Телефоны, адреса почты, карты, имена покупателей и данные рецептов заменяются при загрузке файла.</translation>
    </message>
    <message>
        <source>The same number always gives the same code (a hash): customers can be counted, not recognised.</source>
        <translation>Одинаковый номер всегда даёт одинаковый код (хеш): покупателей можно сосчитать, но не узнать.</translation>
    </message>
    <message>
        <source>The keys lie with the passwords. Keep a copy of them: without the archive&apos;s key its originals cannot be opened, with another key of the codes customers look like new ones. All computers need the same keys.</source>
        <translation>Ключи лежат вместе с паролями. Сохраните их копию: без ключа архива его файлы не открыть, а с другим ключом персональных данных покупатели выглядят новыми. На всех компьютерах нужны одни и те же ключи.</translation>
    </message>
    <message>
        <source>Originals are encrypted in the archive from the next load on.</source>
        <translation>Исходные файлы в архиве шифруются, начиная со следующей загрузки.</translation>
    </message>
    <message>
        <source>The export that equals the kassa&apos;s file byte for byte is not possible.</source>
        <translation>Выгрузка, совпадающая с файлом кассы байт в байт, невозможна.</translation>
    </message>
    <message>
        <source>Days loaded before stay as they are, in the database and in the archive, until loaded anew.</source>
        <translation>Загруженные раньше дни остаются в базе и в архиве как есть, пока их не загрузят заново.</translation>
    </message>
</context>
<context>
    <name>ProfileFiles</name>
    <message>
        <source>Settings of an old loader (*.env .env)</source>
        <translation>Настройки прежнего загрузчика (*.env .env)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Все файлы (*)</translation>
    </message>
</context>
<context>
    <name>ProfilePage</name>
    <message>
        <source>Not said</source>
        <translation>Не указано</translation>
    </message>
    <message>
        <source>Used for</source>
        <translation>Назначение</translation>
    </message>
    <message>
        <source>Staging and development are marked in the window: a trial never looks like production.</source>
        <translation>Проверка и разработка отмечаются в окне: пробный профиль не спутать с рабочим.</translation>
    </message>
    <message>
        <source>No other profile</source>
        <translation>Ни на каком</translation>
    </message>
    <message>
        <source>Based on</source>
        <translation>На основе профиля</translation>
    </message>
    <message>
        <source>What this profile does not set comes from there. Passwords do not.</source>
        <translation>Что не задано в этом профиле, берётся оттуда. Кроме паролей.</translation>
    </message>
    <message>
        <source>Icon beside the clock</source>
        <translation>Значок рядом с часами</translation>
    </message>
    <message>
        <source>Shows the state, tells when a load has finished.</source>
        <translation>Показывает состояние, сообщает об окончании загрузки.</translation>
    </message>
    <message>
        <source>Warn of late kassas</source>
        <translation>Предупреждать об опоздавших кассах</translation>
    </message>
    <message>
        <source>When one has not delivered the day before by its hour.</source>
        <translation>Если касса к своему часу не сдала вчерашний день.</translation>
    </message>
    <message>
        <source>Watch the connections</source>
        <translation>Следить за соединениями</translation>
    </message>
    <message>
        <source>Looks at exchange server, database and disk now and then; otherwise on a click.</source>
        <translation>Время от времени проверять сервер обмена, базу данных и диск; иначе — только по щелчку.</translation>
    </message>
    <message>
        <source>Take over settings changed outside</source>
        <translation>Принимать настройки, изменённые вне программы</translation>
    </message>
    <message>
        <source>A changed file counts from the next load on.</source>
        <translation>Изменённый файл действует со следующей загрузки.</translation>
    </message>
    <message>
        <source>Parts of the program</source>
        <translation>Части программы</translation>
    </message>
</context>
<context>
    <name>Queue</name>
    <message>
        <source>Folder</source>
        <translation>Папка</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Файл</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Состояние</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Ход</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>Строк</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Время</translation>
    </message>
    <message>
        <source>Finished</source>
        <translation>Готово</translation>
    </message>
    <message>
        <source>attempt {number}</source>
        <translation>попытка {number}</translation>
    </message>
    <message>
        <source>attempt {number} of {most} in {seconds} s</source>
        <extracomment>s: seconds</extracomment>
        <translation>попытка {number} из {most} через {seconds} с</translation>
    </message>
    <message>
        <source>attempt {number} of {most}</source>
        <translation>попытка {number} из {most}</translation>
    </message>
    <message>
        <source>{waited} of {limit}</source>
        <translation>{waited} из {limit}</translation>
    </message>
    <message>
        <source>nothing new</source>
        <translation>ничего нового</translation>
    </message>
    <message>
        <source>stopped before the end</source>
        <translation>остановлено до конца</translation>
    </message>
    <message numerus="yes">
        <source>%Ln remark(s)</source>
        <extracomment>gaps in numbers and the like: nothing to repair, but worth reading</extracomment>
        <translation>
            <numerusform>%Ln замечание</numerusform>
            <numerusform>%Ln замечания</numerusform>
            <numerusform>%Ln замечаний</numerusform>
        </translation>
    </message>
    <message>
        <source>sums agree</source>
        <extracomment>the sums of documents and shifts balance</extracomment>
        <translation>суммы сходятся</translation>
    </message>
    <message numerus="yes">
        <source>waited %Ln minute(s)</source>
        <translation>
            <numerusform>ждали %Ln минуту</numerusform>
            <numerusform>ждали %Ln минуты</numerusform>
            <numerusform>ждали %Ln минут</numerusform>
        </translation>
    </message>
    <message>
        <source>waited {time}</source>
        <translation>ждали {time}</translation>
    </message>
    <message numerus="yes">
        <source>%Ln line(s) in quarantine</source>
        <translation>
            <numerusform>%Ln строка в карантине</numerusform>
            <numerusform>%Ln строки в карантине</numerusform>
            <numerusform>%Ln строк в карантине</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln mismatch(es)</source>
        <extracomment>documents and shifts whose sums differ</extracomment>
        <translation>
            <numerusform>%Ln расхождение</numerusform>
            <numerusform>%Ln расхождения</numerusform>
            <numerusform>%Ln расхождений</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>all %Ln row(s) were loaded before</source>
        <translation>
            <numerusform>%Ln строка уже была в базе</numerusform>
            <numerusform>%Ln строки уже были в базе</numerusform>
            <numerusform>%Ln строк уже были в базе</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{loaded} of %Ln row(s) loaded</source>
        <translation>
            <numerusform>загружено {loaded} из %Ln строки</numerusform>
            <numerusform>загружено {loaded} из %Ln строк</numerusform>
            <numerusform>загружено {loaded} из %Ln строк</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s) loaded</source>
        <translation>
            <numerusform>загружена %Ln строка</numerusform>
            <numerusform>загружены %Ln строки</numerusform>
            <numerusform>загружено %Ln строк</numerusform>
        </translation>
    </message>
    <message>
        <source>All {count}</source>
        <translation>Все {count}</translation>
    </message>
    <message>
        <source>Active {count}</source>
        <translation>В работе {count}</translation>
    </message>
    <message>
        <source>Loaded {count}</source>
        <translation>Загружено {count}</translation>
    </message>
    <message>
        <source>Partly {count}</source>
        <translation>Частично {count}</translation>
    </message>
    <message>
        <source>Failed {count}</source>
        <translation>Не загружено {count}</translation>
    </message>
    <message>
        <source>No answer {count}</source>
        <translation>Нет ответа {count}</translation>
    </message>
    <message>
        <source>Stopped {count}</source>
        <translation>Остановлено {count}</translation>
    </message>
    <message>
        <source>Requested {count}</source>
        <extracomment>kassas that were only sent a request</extracomment>
        <translation>Запрошено {count}</translation>
    </message>
    <message>
        <source>Search folder or file</source>
        <translation>Поиск папки или файла</translation>
    </message>
    <message>
        <source>Run {time} · by hand · {dates} · paused</source>
        <translation>Запуск {time} · вручную · {dates} · пауза</translation>
    </message>
    <message>
        <source>Run {time} · by hand · {dates}</source>
        <translation>Запуск {time} · вручную · {dates}</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>Повторить</translation>
    </message>
    <message>
        <source>Open file</source>
        <translation>Открыть файл</translation>
    </message>
    <message>
        <source>Copy for support</source>
        <translation>Скопировать для поддержки</translation>
    </message>
    <message>
        <source>Show in history</source>
        <translation>Показать в истории</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>Очередь</translation>
    </message>
    <message>
        <source>Nothing has been loaded yet</source>
        <translation>Ещё ничего не загружено</translation>
    </message>
    <message>
        <source>Every file of a kassa will be a row here: how far it is, and what went wrong.</source>
        <translation>На каждый файл кассы здесь будет строка: как идёт загрузка и что пошло не так.</translation>
    </message>
    <message>
        <source>Load yesterday</source>
        <translation>Загрузить за вчера</translation>
    </message>
    <message>
        <source>Nothing here at the moment</source>
        <translation>Сейчас здесь пусто</translation>
    </message>
    <message>
        <source>No row is in this state or fits the search.</source>
        <translation>Нет строк в этом состоянии или подходящих под поиск.</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>Показать все</translation>
    </message>
    <message>
        <source>Queue of files</source>
        <translation>Очередь файлов</translation>
    </message>
</context>
<context>
    <name>Run</name>
    <message numerus="yes">
        <source>%Ln problem(s) chosen</source>
        <translation>
            <numerusform>Выбрана %Ln неполадка</numerusform>
            <numerusform>Выбраны %Ln неполадки</numerusform>
            <numerusform>Выбрано %Ln неполадок</numerusform>
        </translation>
    </message>
    <message>
        <source>Saved as {name}</source>
        <translation>Сохранено в {name}</translation>
    </message>
    <message>
        <source>Report (*.json)</source>
        <translation>Отчёт (*.json)</translation>
    </message>
    <message>
        <source>Save report</source>
        <translation>Сохранить отчёт</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>Файлы</translation>
    </message>
    <message>
        <source>Problems</source>
        <translation>Неполадки</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>Отчёт</translation>
    </message>
    <message>
        <source>Run {run}</source>
        <translation>Запуск {run}</translation>
    </message>
    <message>
        <source>Files of the run</source>
        <translation>Файлы запуска</translation>
    </message>
    <message>
        <source>Problems of the run</source>
        <translation>Неполадки запуска</translation>
    </message>
    <message>
        <source>Report of the run</source>
        <translation>Отчёт запуска</translation>
    </message>
    <message>
        <source>No problems</source>
        <translation>Неполадок нет</translation>
    </message>
    <message>
        <source>Every line found its place.</source>
        <translation>Каждая строка попала на своё место.</translation>
    </message>
    <message>
        <source>This run still goes on</source>
        <translation>Этот запуск ещё идёт</translation>
    </message>
    <message>
        <source>Its files, problems and report will be here when it has ended.</source>
        <translation>Его файлы, неполадки и отчёт появятся здесь, когда он закончится.</translation>
    </message>
    <message>
        <source>Copy report</source>
        <translation>Скопировать отчёт</translation>
    </message>
    <message>
        <source>Save report…</source>
        <translation>Сохранить отчёт…</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Закрыть</translation>
    </message>
    <message>
        <source>{days}: {status}</source>
        <translation>{days} · {status}</translation>
    </message>
    <message>
        <source>{part} of {whole}</source>
        <translation>{part} из {whole}</translation>
    </message>
    <message>
        <source>Folders</source>
        <translation>Папки</translation>
    </message>
    <message>
        <source>Rows read</source>
        <translation>Прочитано строк</translation>
    </message>
    <message>
        <source>Loaded</source>
        <translation>Загружено</translation>
    </message>
    <message>
        <source>Unchanged</source>
        <translation>Без изменений</translation>
    </message>
    <message>
        <source>Removed</source>
        <translation>Удалено</translation>
    </message>
    <message>
        <source>In quarantine</source>
        <translation>В карантине</translation>
    </message>
    <message>
        <source>Documents balance</source>
        <translation>Сходится документов</translation>
    </message>
</context>
<context>
    <name>RunFiles</name>
    <message>
        <source>Request, s</source>
        <translation>Запрос, с</translation>
    </message>
    <message>
        <source>Wait, s</source>
        <translation>Ожидание, с</translation>
    </message>
    <message>
        <source>Download, s</source>
        <translation>Скачивание, с</translation>
    </message>
    <message>
        <source>Archive, s</source>
        <translation>Архив, с</translation>
    </message>
    <message>
        <source>Parse, s</source>
        <translation>Разбор, с</translation>
    </message>
    <message>
        <source>Load, s</source>
        <translation>Загрузка, с</translation>
    </message>
    <message>
        <source>Verify, s</source>
        <translation>Сверка, с</translation>
    </message>
    <message>
        <source>Acknowledge, s</source>
        <translation>Отметка, с</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Папка</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Файл</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Состояние</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Размер</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>Строк</translation>
    </message>
    <message>
        <source>Loaded</source>
        <translation>Загружено</translation>
    </message>
    <message>
        <source>Unchanged</source>
        <translation>Без изменений</translation>
    </message>
    <message>
        <source>Removed</source>
        <translation>Удалено</translation>
    </message>
    <message>
        <source>Quarantined</source>
        <translation>В карантине</translation>
    </message>
</context>
<context>
    <name>RunProblems</name>
    <message>
        <source>Problem</source>
        <translation>Неполадка</translation>
    </message>
    <message>
        <source>Line</source>
        <translation>Строка</translation>
    </message>
    <message>
        <source>Field</source>
        <translation>Поле</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>Что случилось</translation>
    </message>
    <message>
        <source>What to do</source>
        <translation>Что делать</translation>
    </message>
    <message>
        <source>The whole run</source>
        <translation>Весь запуск</translation>
    </message>
    <message>
        <source>{folder}, {file}</source>
        <translation>{folder}, {file}</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>Ошибка</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>Внимание</translation>
    </message>
</context>
<context>
    <name>RunState</name>
    <message>
        <source>Running</source>
        <extracomment>a run (several files)</extracomment>
        <translation>Идёт</translation>
    </message>
    <message>
        <source>Completed</source>
        <translation>Выполнен</translation>
    </message>
    <message>
        <source>Completed in part</source>
        <translation>Выполнен частично</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Не удался</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>Остановлен</translation>
    </message>
    <message>
        <source>Abandoned</source>
        <extracomment>the program that made this run is gone</extracomment>
        <translation>Прерван</translation>
    </message>
</context>
<context>
    <name>SearchLine</name>
    <message>
        <source>Looking through the exchange server</source>
        <translation>Ищем на сервере обмена</translation>
    </message>
    <message>
        <source>The search was stopped.</source>
        <translation>Поиск остановлен.</translation>
    </message>
    <message>
        <source>There are no folders of kassas on the server.</source>
        <translation>На сервере нет папок касс.</translation>
    </message>
    <message>
        <source>Check the folder of answers of the exchange server, or add the kassas by hand.</source>
        <translation>Проверьте папку ответов сервера обмена или добавьте кассы вручную.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln folder(s) found, new in the list: {new}.</source>
        <extracomment>{new}: how many of them were not in the list before</extracomment>
        <translation>
            <numerusform>Найдена %Ln папка, новых в списке: {new}.</numerusform>
            <numerusform>Найдены %Ln папки, новых в списке: {new}.</numerusform>
            <numerusform>Найдено %Ln папок, новых в списке: {new}.</numerusform>
        </translation>
    </message>
    <message>
        <source>Find on the server</source>
        <translation>Найти на сервере</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Остановить</translation>
    </message>
    <message>
        <source>The search is under way</source>
        <translation>Идёт поиск</translation>
    </message>
</context>
<context>
    <name>SecretRow</name>
    <message>
        <source>Will be stored when you press Apply or OK.</source>
        <translation>Сохранится по кнопке «Применить» или «ОК».</translation>
    </message>
    <message>
        <source>Not known.</source>
        <translation>Неизвестно.</translation>
    </message>
    <message>
        <source>Given by the environment variable {name}; change it there.</source>
        <extracomment>{name} is the name of an environment variable</extracomment>
        <translation>Задано переменной окружения {name}; менять нужно там.</translation>
    </message>
    <message>
        <source>Held until the program is closed.</source>
        <translation>Помнится до закрытия программы.</translation>
    </message>
    <message>
        <source>Stored.</source>
        <translation>Сохранён.</translation>
    </message>
    <message>
        <source>Not there; made when it is first needed.</source>
        <translation>Пока нет; создаётся, когда понадобится.</translation>
    </message>
    <message>
        <source>Not stored.</source>
        <translation>Не сохранён.</translation>
    </message>
    <message>
        <source>Will be deleted when you press Apply or OK.</source>
        <translation>Удалится по кнопке «Применить» или «ОК».</translation>
    </message>
    <message>
        <source>Originals encrypted with it can never be opened again.</source>
        <translation>Зашифрованные им файлы больше никогда не открыть.</translation>
    </message>
    <message>
        <source>Customers will look like new ones from then on.</source>
        <translation>С этого момента покупатели будут выглядеть новыми.</translation>
    </message>
    <message>
        <source>A new one, to store or to replace</source>
        <translation>Новый: сохранить или заменить</translation>
    </message>
    <message>
        <source>Delete: {name}</source>
        <extracomment>{name}: which password</extracomment>
        <translation>Удалить: {name}</translation>
    </message>
    <message>
        <source>Password of the database</source>
        <translation>Пароль базы данных</translation>
    </message>
    <message>
        <source>Password of the exchange server</source>
        <translation>Пароль сервера обмена</translation>
    </message>
    <message>
        <source>Key of the personal data</source>
        <translation>Ключ персональных данных</translation>
    </message>
    <message>
        <source>Key of the encrypted archive</source>
        <translation>Ключ зашифрованного архива</translation>
    </message>
    <message>
        <source>Token for Vault</source>
        <translation>Токен Vault</translation>
    </message>
    <message>
        <source>Secret of the role in Vault (secret id)</source>
        <translation>Секрет роли в Vault (secret id)</translation>
    </message>
</context>
<context>
    <name>SecretsForm</name>
    <message>
        <source>Keyring of this account (usual)</source>
        <translation>Хранилище паролей этой учётной записи (обычно)</translation>
    </message>
    <message>
        <source>Environment variables only</source>
        <translation>Только переменные окружения</translation>
    </message>
    <message>
        <source>Passwords are kept in</source>
        <translation>Где хранить пароли</translation>
    </message>
    <message>
        <source>Not asked yet.</source>
        <translation>Хранилище ещё не опрошено.</translation>
    </message>
    <message>
        <source>Cannot be used here</source>
        <translation>Недоступно на этом компьютере</translation>
    </message>
    <message>
        <source>In the keyring, under {name}</source>
        <extracomment>{name}: the name of an entry in the keyring</extracomment>
        <translation>В хранилище паролей, под именем {name}</translation>
    </message>
    <message>
        <source>In the environment of this program</source>
        <translation>В окружении этой программы</translation>
    </message>
    <message>
        <source>Environment variables can only be read here</source>
        <translation>Переменные окружения здесь можно только читать</translation>
    </message>
    <message>
        <source>Set them where the program is started from. What is typed here is used until the program is closed.</source>
        <translation>Задайте их там, откуда запускается программа. Введённое здесь действует до её закрытия.</translation>
    </message>
    <message>
        <source>This computer has no keyring to store passwords in</source>
        <translation>На этом компьютере нет хранилища паролей</translation>
    </message>
    <message>
        <source>Choose one: set environment variables; set up a keyring for this account (on Linux GNOME Keyring or KWallet); or keep passwords in Vault or AWS. What is typed here is used until the program is closed.</source>
        <translation>На выбор: задать переменные окружения; настроить хранилище паролей для этой учётной записи (в Linux — GNOME Keyring или KWallet); хранить пароли в Vault или AWS. Введённое здесь действует до закрытия программы.</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>Проверить снова</translation>
    </message>
    <message>
        <source>Passwords and keys of this profile</source>
        <translation>Пароли и ключи этого профиля</translation>
    </message>
</context>
<context>
    <name>SendRequests</name>
    <message>
        <source>Send requests only</source>
        <translation>Только отправить запросы</translation>
    </message>
    <message numerus="yes">
        <source>Ask %Ln folder(s) for {dates}?</source>
        <extracomment>{dates}: a day or a range of days</extracomment>
        <translation>
            <numerusform>Запросить %Ln папку за {dates}?</numerusform>
            <numerusform>Запросить %Ln папки за {dates}?</numerusform>
            <numerusform>Запросить %Ln папок за {dates}?</numerusform>
        </translation>
    </message>
    <message>
        <source>Requests are put into the checked folders, and nothing is waited for: a later load finds what the kassas have answered. A folder whose earlier request still lies there is left as it is.</source>
        <translation>Запросы кладутся в отмеченные папки, и ответов никто не ждёт: их найдёт более поздняя загрузка. Папка, где ещё лежит прежний запрос, остаётся как есть.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Отмена</translation>
    </message>
    <message>
        <source>Send requests</source>
        <translation>Отправить запросы</translation>
    </message>
</context>
<context>
    <name>SettingEditors</name>
    <message>
        <source>not set</source>
        <translation>не задано</translation>
    </message>
</context>
<context>
    <name>SettingSearch</name>
    <message>
        <source>Find a setting</source>
        <translation>Найти настройку</translation>
    </message>
</context>
<context>
    <name>SettingWords</name>
    <message>
        <source>Fill in this field.</source>
        <translation>Заполните это поле.</translation>
    </message>
    <message>
        <source>Add at least one kassa.</source>
        <translation>Добавьте хотя бы одну кассу.</translation>
    </message>
    <message>
        <source>Enter a number, figures only.</source>
        <translation>Введите число, только цифры.</translation>
    </message>
    <message>
        <source>Outside the limits. Allowed: {limits}.</source>
        <extracomment>{limits}: &quot;≥ 1 ≤ 64&quot;</extracomment>
        <translation>Вне допустимых пределов. Можно: {limits}.</translation>
    </message>
    <message>
        <source>There is no such time zone. Write Europe/Moscow or Asia/Yekaterinburg, for example.</source>
        <translation>Такого часового пояса нет. Напишите, например, Europe/Moscow или Asia/Yekaterinburg.</translation>
    </message>
    <message>
        <source>There is no such encoding. Write utf-8 or cp1251.</source>
        <translation>Такой кодировки нет. Напишите utf-8 или cp1251.</translation>
    </message>
    <message>
        <source>Use Latin letters, digits and underscores, at most 63, beginning with a letter, not with pg_.</source>
        <translation>Годятся латинские буквы, цифры и подчёркивания, не больше 63 знаков; первой стоит буква, но не pg_.</translation>
    </message>
    <message>
        <source>Write dd for the day, mm for the month, yyyy for the year.</source>
        <translation>Пишите dd для дня, mm для месяца, yyyy для года.</translation>
    </message>
    <message>
        <source>Write the whole path, from the drive or the network&apos;s name on.</source>
        <translation>Укажите полный путь, начиная с диска или имени компьютера в сети.</translation>
    </message>
    <message>
        <source>“{name}”</source>
        <translation>«{name}»</translation>
    </message>
    <message>
        <source>The password of the exchange server is needed</source>
        <translation>Нужен пароль сервера обмена</translation>
    </message>
    <message>
        <source>The password of the database is needed</source>
        <translation>Нужен пароль базы данных</translation>
    </message>
    <message>
        <source>It is not stored on this computer. Enter it in the settings to go on working.</source>
        <translation>На этом компьютере он не сохранён. Введите его в настройках, чтобы работать дальше.</translation>
    </message>
    <message>
        <source>Write hours and minutes, for example 09:00.</source>
        <translation>Укажите часы и минуты, например 09:00.</translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source>Dismiss</source>
        <translation>Закрыть</translation>
    </message>
    <message>
        <source>Import settings</source>
        <translation>Импорт настроек</translation>
    </message>
    <message>
        <source>Save the changes first: what is stored is exported.</source>
        <translation>Сначала сохраните изменения: выгружается то, что сохранено.</translation>
    </message>
    <message>
        <source>Export settings</source>
        <translation>Экспорт настроек</translation>
    </message>
    <message>
        <source>Exported to {file}</source>
        <extracomment>{file}: the path of a file</extracomment>
        <translation>Настройки сохранены в {file}</translation>
    </message>
    <message>
        <source>Not in it, to be filled in where it is imported: {names}.</source>
        <extracomment>{names}: which passwords</extracomment>
        <translation>В файле нет, на другом компьютере нужно ввести: {names}.</translation>
    </message>
    <message>
        <source>The simulated kassas bring their own servers.</source>
        <translation>У учебных касс свои серверы.</translation>
    </message>
    <message>
        <source>Database, exchange server and kassas set here count without them.</source>
        <translation>Заданные здесь база, сервер обмена и кассы действуют вне учебного режима.</translation>
    </message>
    <message>
        <source>A load is running.</source>
        <translation>Идёт загрузка.</translation>
    </message>
    <message>
        <source>Changes take effect from the next load.</source>
        <translation>Изменения подействуют со следующей.</translation>
    </message>
    <message>
        <source>Settings: profile {name}</source>
        <extracomment>{name} is the name of a profile</extracomment>
        <translation>Настройки: профиль {name}</translation>
    </message>
    <message>
        <source>Import…</source>
        <translation>Импорт…</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Экспорт…</translation>
    </message>
    <message>
        <source>OK</source>
        <translation>ОК</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Отмена</translation>
    </message>
    <message>
        <source>Apply</source>
        <translation>Применить</translation>
    </message>
    <message>
        <source>Settings (*.toml)</source>
        <translation>Настройки (*.toml)</translation>
    </message>
    <message>
        <source>Database</source>
        <translation>База данных</translation>
    </message>
    <message>
        <source>Exchange server</source>
        <translation>Сервер обмена</translation>
    </message>
    <message>
        <source>Kassas</source>
        <translation>Кассы</translation>
    </message>
    <message>
        <source>Load</source>
        <translation>Загрузка</translation>
    </message>
    <message>
        <source>Passwords</source>
        <translation>Пароли</translation>
    </message>
    <message>
        <source>Personal data</source>
        <translation>Персональные данные</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>Профиль</translation>
    </message>
    <message>
        <source>Appearance and language</source>
        <translation>Вид и язык</translation>
    </message>
    <message>
        <source>Advanced</source>
        <translation>Дополнительно</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>Страницы</translation>
    </message>
    <message>
        <source>Something on this page needs mending.</source>
        <translation>На этой странице нужно кое-что исправить.</translation>
    </message>
</context>
<context>
    <name>State</name>
    <message>
        <source>Waiting for the kassa</source>
        <translation>Ждём ответа кассы</translation>
    </message>
    <message>
        <source>Loading</source>
        <translation>Загружается</translation>
    </message>
    <message>
        <source>Loaded</source>
        <translation>Загружен</translation>
    </message>
    <message>
        <source>No change</source>
        <extracomment>the kassa sent the same rows as before</extracomment>
        <translation>Без изменений</translation>
    </message>
    <message>
        <source>Loaded, does not balance</source>
        <extracomment>the rows are in the database, but the sums of a receipt or a shift differ</extracomment>
        <translation>Загружен, не сходится</translation>
    </message>
    <message>
        <source>Loaded partly</source>
        <extracomment>some lines of the file lie in quarantine</extracomment>
        <translation>Загружен частично</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Не загружен</translation>
    </message>
    <message>
        <source>The kassa did not answer</source>
        <translation>Касса не ответила</translation>
    </message>
    <message>
        <source>Not expected</source>
        <extracomment>nobody waits for a file of this day</extracomment>
        <translation>Не ожидается</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>Остановлен</translation>
    </message>
    <message>
        <source>Already processed</source>
        <extracomment>this very file was loaded before</extracomment>
        <translation>Уже обработан</translation>
    </message>
    <message>
        <source>Request sent</source>
        <extracomment>only the request was sent to the kassa; nobody waits for its answer</extracomment>
        <translation>Запрос отправлен</translation>
    </message>
    <message>
        <source>Request</source>
        <translation>Запрос</translation>
    </message>
    <message>
        <source>Downloading</source>
        <translation>Скачивание</translation>
    </message>
    <message>
        <source>Archiving</source>
        <translation>Запись в архив</translation>
    </message>
    <message>
        <source>Parsing</source>
        <translation>Разбор файла</translation>
    </message>
    <message>
        <source>Loading into the database</source>
        <translation>Загрузка в базу</translation>
    </message>
    <message>
        <source>Checking</source>
        <extracomment>sums of receipts and shifts are compared</extracomment>
        <translation>Сверка</translation>
    </message>
    <message>
        <source>Acknowledging</source>
        <extracomment>the kassa&apos;s folder is told that its file has been loaded</extracomment>
        <translation>Отметка об обработке</translation>
    </message>
</context>
<context>
    <name>Status</name>
    <message>
        <source>Not connected</source>
        <translation>Нет подключения</translation>
    </message>
    <message>
        <source>Starting the simulated kassas…</source>
        <translation>Запускаем учебные кассы…</translation>
    </message>
    <message>
        <source>Connecting to the database…</source>
        <translation>Подключаемся к базе…</translation>
    </message>
    <message>
        <source>Closing…</source>
        <translation>Закрываем…</translation>
    </message>
    <message>
        <source>{done} of {total} files</source>
        <translation>Файлы: {done} из {total}</translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s)</source>
        <translation>
            <numerusform>%Ln строка</numerusform>
            <numerusform>%Ln строки</numerusform>
            <numerusform>%Ln строк</numerusform>
        </translation>
    </message>
    <message>
        <source>about {time} left</source>
        <translation>осталось около {time}</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>Можно загружать</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Журнал</translation>
    </message>
    <message>
        <source>Show the log</source>
        <translation>Показать журнал</translation>
    </message>
    <message>
        <source>Progress of the load</source>
        <translation>Ход загрузки</translation>
    </message>
    <message numerus="yes">
        <source>Requests sent to %Ln folder(s) for {dates}</source>
        <extracomment>{dates}: a day or a range of days</extracomment>
        <translation>
            <numerusform>Запрос отправлен в %Ln папку за {dates}</numerusform>
            <numerusform>Запросы отправлены в %Ln папки за {dates}</numerusform>
            <numerusform>Запросы отправлены в %Ln папок за {dates}</numerusform>
        </translation>
    </message>
    <message>
        <source>{dates}: {loaded} of {total} folders, {rows} in {time}</source>
        <extracomment>28.12.2025: 10 of 11 folders, 12 874 rows in 0:09</extracomment>
        <translation>{dates}: папок {loaded} из {total}, {rows} за {time}</translation>
    </message>
    <message>
        <source>Stopped. {done}</source>
        <translation>Остановлено. {done}</translation>
    </message>
    <message>
        <source>Failed. {done}</source>
        <translation>Не удалось. {done}</translation>
    </message>
    <message>
        <source>Done in part. {done}</source>
        <extracomment>not everything is loaded</extracomment>
        <translation>Выполнено частично. {done}</translation>
    </message>
    <message>
        <source>Done. {done}</source>
        <translation>Готово. {done}</translation>
    </message>
</context>
<context>
    <name>StepRail</name>
    <message>
        <source>Step {number} of {count}</source>
        <extracomment>where the wizard stands, for screen readers</extracomment>
        <translation>Шаг {number} из {count}</translation>
    </message>
</context>
<context>
    <name>Story</name>
    <message>
        <source>not reached</source>
        <translation>не дошло</translation>
    </message>
    <message>
        <source>under way</source>
        <translation>выполняется</translation>
    </message>
    <message>
        <source>done</source>
        <translation>готово</translation>
    </message>
    <message>
        <source>done with remarks</source>
        <translation>с замечаниями</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>не удалось</translation>
    </message>
    <message>
        <source>Requested</source>
        <extracomment>Stations of a file&apos;s way, short: past participles, nine of them stand side by side</extracomment>
        <translation>Запрошен</translation>
    </message>
    <message>
        <source>Picked up</source>
        <translation>Взят кассой</translation>
    </message>
    <message>
        <source>Appeared</source>
        <translation>Появился</translation>
    </message>
    <message>
        <source>Downloaded</source>
        <translation>Скачан</translation>
    </message>
    <message>
        <source>Archived</source>
        <translation>В архиве</translation>
    </message>
    <message>
        <source>Read</source>
        <translation>Разобран</translation>
    </message>
    <message>
        <source>Loaded</source>
        <translation>Загружен</translation>
    </message>
    <message>
        <source>Verified</source>
        <translation>Сверен</translation>
    </message>
    <message>
        <source>Acknowledged</source>
        <translation>Отмечен</translation>
    </message>
    <message numerus="yes">
        <source>%Ln line(s) faulty</source>
        <translation>
            <numerusform>%Ln ошибка</numerusform>
            <numerusform>%Ln ошибки</numerusform>
            <numerusform>%Ln ошибок</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s)</source>
        <translation>
            <numerusform>%Ln строка</numerusform>
            <numerusform>%Ln строки</numerusform>
            <numerusform>%Ln строк</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln mismatch(es)</source>
        <translation>
            <numerusform>%Ln расхождение</numerusform>
            <numerusform>%Ln расхождения</numerusform>
            <numerusform>%Ln расхождений</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ToolDialog</name>
    <message>
        <source>Dismiss</source>
        <translation>Скрыть</translation>
    </message>
    <message>
        <source>Looking</source>
        <translation>Идёт поиск</translation>
    </message>
    <message>
        <source>Not known yet</source>
        <translation>Пока неизвестно</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>Искать снова</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Остановить</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Все</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Снять</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Закрыть</translation>
    </message>
</context>
<context>
    <name>Toolbar</name>
    <message>
        <source>Simulated kassas</source>
        <translation>Учебные кассы</translation>
    </message>
    <message>
        <source>Connect a shop…</source>
        <translation>Подключить магазин…</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Остановить</translation>
    </message>
    <message>
        <source>Retry failed</source>
        <translation>Повторить ошибки</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Продолжить</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Пауза</translation>
    </message>
    <message>
        <source>Load</source>
        <translation>Загрузить</translation>
    </message>
    <message>
        <source>Ask the checked kassas for the chosen days and load their answers (F5)</source>
        <translation>Запросить выбранные дни у отмеченных касс и загрузить ответы (F5)</translation>
    </message>
    <message>
        <source>Go on with new files</source>
        <translation>Снова начинать новые файлы</translation>
    </message>
    <message>
        <source>Start no new files; those being loaded are finished</source>
        <translation>Не начинать новых файлов; начатые будут загружены</translation>
    </message>
    <message>
        <source>Stop the load; files not finished leave nothing behind (Esc)</source>
        <translation>Остановить загрузку; от незаконченных файлов ничего не запишется (Esc)</translation>
    </message>
    <message>
        <source>Try again everything that failed, each from where it failed (Ctrl+R)</source>
        <translation>Повторить всё, что не удалось, с того этапа, где не удалось (Ctrl+R)</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Настройки</translation>
    </message>
    <message>
        <source>Help (F1)</source>
        <translation>Справка (F1)</translation>
    </message>
    <message>
        <source>Which shop&apos;s settings are in use</source>
        <translation>Настройки какого магазина действуют</translation>
    </message>
    <message>
        <source>What this profile is used for, as its settings say</source>
        <translation>Для чего служит этот профиль, по его настройкам</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>Справка</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>Профиль</translation>
    </message>
</context>
<context>
    <name>ToolsMenu</name>
    <message>
        <source>Send requests only…</source>
        <translation>Только отправить запросы…</translation>
    </message>
    <message>
        <source>Clear request folders…</source>
        <translation>Очистить папки запросов…</translation>
    </message>
    <message>
        <source>Find missing days…</source>
        <translation>Найти пропущенные дни…</translation>
    </message>
    <message>
        <source>Check the connections…</source>
        <translation>Проверить соединения…</translation>
    </message>
    <message>
        <source>Tools</source>
        <translation>Инструменты</translation>
    </message>
</context>
<context>
    <name>Tray</name>
    <message>
        <source>Loading</source>
        <translation>Загрузка</translation>
    </message>
    <message>
        <source>Loading: {done} of {total} folders, {rows} rows</source>
        <translation>Загрузка: папок {done} из {total}, строк {rows}</translation>
    </message>
    <message>
        <source>Nothing is being loaded</source>
        <translation>Сейчас ничего не загружается</translation>
    </message>
    <message>
        <source>Sales are missing</source>
        <translation>Нет продаж</translation>
    </message>
    <message>
        <source>Not connected</source>
        <translation>Нет связи</translation>
    </message>
    <message>
        <source>Something needs attention</source>
        <translation>Нужно ваше внимание</translation>
    </message>
    <message>
        <source>Load finished</source>
        <translation>Загрузка закончена</translation>
    </message>
    <message>
        <source>Load finished, something is missing</source>
        <translation>Загружено не всё</translation>
    </message>
    <message>
        <source>Load stopped</source>
        <translation>Загрузка остановлена</translation>
    </message>
    <message>
        <source>Load failed</source>
        <translation>Загрузка не удалась</translation>
    </message>
    <message>
        <source>{days} stopped: {done} of {total} folders, {rows} rows</source>
        <translation>{days}, остановлено: папок {done} из {total}, строк {rows}</translation>
    </message>
    <message>
        <source>{days} loaded: {done} of {total} folders, {rows} rows</source>
        <translation>{days}, загружено: папок {done} из {total}, строк {rows}</translation>
    </message>
    <message>
        <source>{days} not loaded. {reason}</source>
        <translation>{days}, не загружено. {reason}</translation>
    </message>
    <message numerus="yes">
        <source>{days} not loaded: none of %Ln folder(s)</source>
        <translation>
            <numerusform>{days}, не загружено: ни одной папки из %Ln</numerusform>
            <numerusform>{days}, не загружено: ни одной папки из %Ln</numerusform>
            <numerusform>{days}, не загружено: ни одной папки из %Ln</numerusform>
        </translation>
    </message>
    <message>
        <source>Open Frontol Desk</source>
        <translation>Открыть Frontol Desk</translation>
    </message>
    <message>
        <source>Load yesterday</source>
        <translation>Загрузить за вчера</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Выйти</translation>
    </message>
</context>
<context>
    <name>Window</name>
    <message>
        <source>Frontol Desk, operator console</source>
        <translation>Frontol Desk, пульт оператора</translation>
    </message>
</context>
</TS>
