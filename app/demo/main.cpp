#include "app/demo/demoarguments.h"
#include "app/demo/demopage.h"
#include "app/demo/epochlog.h"
#include "app/demo/fencedledger.h"

#include <QCoreApplication>

#include <cstdio>
#include <optional>

using namespace rollcall;
using namespace rollcall::demo;

namespace
{

int complain(const Error& error, int code)
{
    std::fprintf(stderr, "rollcall-demo: %s\n", qPrintable(error.message()));
    return code;
}

QByteArray wordOf(FencedLedger::Outcome outcome)
{
    switch (outcome) {
    case FencedLedger::Outcome::Acknowledged:
        return "ack";
    case FencedLedger::Outcome::Fenced:
        return "fenced";
    case FencedLedger::Outcome::Failed:
        return "failed";
    case FencedLedger::Outcome::Unknown:
        return "unknown";
    }
    Q_UNREACHABLE();
}

} // namespace

// SIGTERM keeps its default: there is nothing to save, and the node service sees that it was asked for.
int main(int argc, char** argv)
{
    QCoreApplication app(argc, argv);
    QStringList words = app.arguments().mid(1);
    if (words.contains(QStringLiteral("--help")) || words.contains(QStringLiteral("-h"))) {
        std::fputs(qPrintable(usage()), stdout);
        return 0;
    }
    const Result<Arguments> arguments = parseArguments(words);
    if (!arguments)
        return complain(arguments.error(), 2);

    const Identity identity = identityFromEnvironment(arguments->role);
    HttpServer http([&identity](const QByteArray& path) { return answer(identity, path); });
    if (arguments->listen) {
        if (const auto listening = http.listen(*arguments->listen); !listening)
            return complain(listening.error(), 1);
        std::printf("%s of node %s listens on port %d\n", qPrintable(identity.role),
                    qPrintable(identity.node), http.port());
    }
    std::optional<EpochLog> log;
    if (!arguments->logFile.isEmpty()) {
        log.emplace(arguments->logFile, identity);
        if (const auto writing = log->start(arguments->every); !writing)
            return complain(writing.error(), 1);
    }
    std::optional<FencedLedger> ledger;
    if (arguments->database) {
        ledger.emplace(FencedLedger::Setup{*arguments->database, arguments->every, arguments->stopFile},
                       identity);
        QObject::connect(
            &*ledger, &FencedLedger::wrote, &app,
            [&log, &identity](auto outcome, qint64 serial, Instant from, Instant to) {
                if (log)
                    log->writeLine(
                        from, " pid=" + QByteArray::number(identity.pid) + " write=" + wordOf(outcome) +
                                  " serial=" + QByteArray::number(serial) +
                                  " done_ns=" + QByteArray::number(qint64(to.time_since_epoch().count())));
            });
        QObject::connect(
            &*ledger, &FencedLedger::fenced, &app,
            [&identity](qint64 newer) {
                std::printf("fenced: epoch %lld has begun, this process runs under epoch %s\n",
                            static_cast<long long>(newer), qPrintable(identity.epoch));
                std::fflush(stdout);
                QCoreApplication::exit(3);
            },
            Qt::QueuedConnection);
        if (const auto started = ledger->start(); !started)
            return complain(started.error(), 1);
    }
    if (!identity.epoch.isEmpty())
        std::printf("running under epoch %s\n", qPrintable(identity.epoch));
    std::fflush(stdout);
    return app.exec();
}
