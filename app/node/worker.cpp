#include "app/node/worker.h"

#include "app/node/checkconfiguration.h"
#include "model/node/noderuntime.h"
#include "model/node/servicerecord.h"
#include "model/node/supervisor.h"
#include "model/node/unixsignals.h"

#include <QCoreApplication>
#include <QFile>

#include <cstdio>
#include <cstdlib>

namespace rollcall::node
{

namespace
{
/// A worker that outlived its supervisor may still be stopping its units.
constexpr Millis predecessorLimit{5000};
} // namespace

int runWorker(const std::string& configFile, PrimaryBoard& board, Instant standFrom)
{
    int argc = 1;
    char name[] = "rollcall-node";
    char* argv[] = {name, nullptr};
    const QCoreApplication app(argc, argv);
    UnixSignals unixSignals; // before any thread

    std::optional<NodeConfig> config = loadConfiguration(QFile::decodeName(configFile.c_str()));
    if (!config)
        return exitBadConfiguration;
    // Before the event loop runs, so nothing waits for this thread yet.
    Result<StateFolder> folder = StateFolder::open(config->stateDir, predecessorLimit);
    if (!folder) {
        std::fprintf(stderr, "%s\n", qPrintable(folder.error().message()));
        return folder.error().kind == ErrorKind::Refused ? exitRefused : exitBadConfiguration;
    }
    if (const Result<void> noted =
            rememberServices(folder->path(), outsideServicesOf(*config), board.mayServicesRunOutside());
        !noted) {
        std::fprintf(stderr, "%s\n", qPrintable(noted.error().message()));
        return 1;
    }
    board.noteStateFolder(QFile::encodeName(folder->path()).constData());
    NodeRuntime runtime(std::move(*config), std::move(*folder), board, standFrom);
    QObject::connect(&unixSignals, &UnixSignals::stopAsked, &runtime, &NodeRuntime::stop);
    // Queued: exit() before exec() would be forgotten.
    QObject::connect(&runtime, &NodeRuntime::finished, &app, &QCoreApplication::exit, Qt::QueuedConnection);
    runtime.start();
    const int code = QCoreApplication::exec();
    // No destructors: a call to a database that hangs may still hold its thread, which must not meet them.
    // All that mattered is written by now, and the supervisor sees to what is left of the units.
    std::fflush(nullptr);
    std::_Exit(code);
}

} // namespace rollcall::node
