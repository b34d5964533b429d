#include "app/demo/demoarguments.h"

namespace rollcall::demo
{

QString usage()
{
    return QStringLiteral(
        "Usage: rollcall-demo web --port N\n"
        "       rollcall-demo service [--port N] [--log FILE] [--database URL] [--every MS]\n"
        "\n"
        "The two units of Rollcall's demo, run by a node service.\n"
        "\n"
        "  web          serves a page that says which node served it; /json says it to programs\n"
        "  service      shows the epoch under which it runs\n"
        "  --port N     port on 127.0.0.1; 0 takes a free one, which is printed\n"
        "  --address A  listen on this address instead of 127.0.0.1\n"
        "  --log FILE   append a line with epoch, node and CLOCK_BOOTTIME in a rhythm\n"
        "  --every MS   the rhythm; 1000 unless given\n"
        "  --database U write to the table fencing_ledger of this database in the same rhythm, fenced by "
        "the\n"
        "               epoch: the example of how an application does it\n"
        "  --stop-file F  while F exists: remove it, and stop (SIGSTOP) before the next write; for tests\n"
        "  --help       this text\n");
}

Result<Arguments> parseArguments(const QStringList& words)
{
    const auto bad = [](const QString& what) {
        return failure(ErrorKind::Invalid, what, QStringLiteral("See rollcall-demo --help."));
    };
    Arguments arguments;
    arguments.role = words.value(0);
    if (arguments.role != u"web" && arguments.role != u"service")
        return bad(words.isEmpty() ? QStringLiteral("Say what to be: web or service.")
                                   : QStringLiteral("\"%1\" is neither web nor service.").arg(words[0]));
    QString port;
    QString address = QStringLiteral("127.0.0.1");
    for (qsizetype i = 1; i < words.size(); i += 2) {
        if (i + 1 >= words.size())
            return bad(QStringLiteral("%1 needs a value.").arg(words[i]));
        const QString& value = words[i + 1];
        if (words[i] == u"--port")
            port = value;
        else if (words[i] == u"--address")
            address = value;
        else if (words[i] == u"--log" && arguments.role == u"service")
            arguments.logFile = value;
        else if (words[i] == u"--stop-file" && arguments.role == u"service")
            arguments.stopFile = value;
        else if (words[i] == u"--every" && arguments.role == u"service") {
            arguments.every = Millis(value.toInt());
            if (arguments.every < Millis(1) || arguments.every > Millis(3'600'000))
                return bad(
                    QStringLiteral("--every takes milliseconds, from 1 to 3600000, not \"%1\".").arg(value));
        } else if (words[i] == u"--database" && arguments.role == u"service") {
            const Result<DatabaseUrl> url = DatabaseUrl::parse(value);
            if (!url)
                return Failure(url.error());
            arguments.database = *url;
        } else
            return bad(QStringLiteral("rollcall-demo %1 has no option %2.").arg(arguments.role, words[i]));
    }
    if (port.isEmpty() && arguments.role == u"web")
        return bad(QStringLiteral("rollcall-demo web needs --port."));
    if (!port.isEmpty()) {
        const auto listen = parseListenAddress(address + u':' + port);
        if (!listen)
            return Failure(listen.error());
        arguments.listen = *listen;
    }
    return arguments;
}

} // namespace rollcall::demo
