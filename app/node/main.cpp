#include "app/node/checkconfiguration.h"
#include "app/node/nodearguments.h"
#include "app/node/releaser.h"
#include "app/node/servicestopper.h"
#include "app/node/worker.h"
#include "model/cluster/timings.h"
#include "model/core/logging.h"
#include "model/node/servicenotify.h"
#include "model/node/servicestatus.h"
#include "model/node/startuppages.h"
#include "model/node/supervisor.h"

#include <QFile>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <string>

#include <malloc.h>

using namespace rollcall;
using namespace rollcall::node;

namespace
{

/// Of the worker's threads, those that have started.
Instant oldestStamp(const PrimaryBoard& board)
{
    const Instant main = board.lastMainStamp();
    const Instant election = board.lastStamp();
    if (main == Instant{} || election == Instant{})
        return std::max(main, election);
    return std::min(main, election);
}

/// What the supervisor needs of the board: by when no service unit may be left, and which lease this node may
/// still hold.
SupervisedBoard look(const PrimaryBoard& board)
{
    return {board.leaseEpoch(), board.unitsGoneBy(), board.silenceAfterDeath(), oldestStamp(board),
            board.mayServicesRunOutside()};
}

/// What is in the file now; without Qt, which this process does not start. A worker refuses what is too long.
std::string textOf(const std::string& file)
{
    constexpr std::size_t most = 1024 * 1024;
    std::string text(most, '\0');
    std::ifstream stream(file, std::ios::binary);
    stream.read(text.data(), static_cast<std::streamsize>(most));
    text.resize(static_cast<std::size_t>(stream.gcount()));
    text.shrink_to_fit();
    return text;
}

int supervise(const std::string& configFile)
{
    const ServiceNotify manager = ServiceNotify::takeFromEnvironment();
    ServiceStatus status(manager.watchdogRhythm());
    const Result<SharedPrimaryBoard> board = makePrimaryBoard();
    if (!board) {
        std::fprintf(stderr, "%s\n", qPrintable(board.error().message()));
        return 1;
    }
    PrimaryBoard& shared = **board;
    SupervisorHooks hooks;
    Instant standFrom{};
    std::string configText = textOf(configFile);
    hooks.runWorker = [&] { return runWorker(configFile, shared, standFrom); };
    hooks.board = [&] { return look(shared); };
    hooks.clearBoard = [&] {
        // A worker that died as the primary may die again at once: the other nodes get the first chance.
        if (shared.leaseEpoch() != 0)
            standFrom = BootClock::now() + LeaseTimings::standard().ttl;
        shared.clear({});
        shared.leaseGone();
        shared.askForSilence(Millis(0));
        shared.stamp({});
        shared.stampMain({}, MemberState::Starting);
        configText = textOf(configFile); // that the next worker is about to read
    };
    if (manager.isWanted())
        hooks.tell = [&](SupervisorPhase phase) {
            const Instant now = BootClock::now();
            const std::string due =
                status.due(now, {phase, shared.memberState(), shared.held(now), oldestStamp(shared)});
            if (!due.empty() && !manager.send(due))
                status.lost();
        };
    hooks.killServices = [&] {
        if (killServicesAfterDeath(shared.stateFolder(), hooks.killServicesLimit))
            shared.servicesOutside(false);
    };
    hooks.release = [&](int orders) { standReadyToRelease(configFile, configText, orders); };
    dropStartupPages();
    return superviseWorker(hooks);
}

} // namespace

int main(int argc, char** argv)
{
    // Few threads allocate little: one heap for all is smaller than one each.
    ::mallopt(M_ARENA_MAX, 1);
    const Arguments arguments = parseArguments(argc, argv);
    switch (arguments.action) {
    case Arguments::Action::Help:
        std::fputs(usage, stdout);
        return exitDone;
    case Arguments::Action::Version:
        std::puts("rollcall-node " ROLLCALL_VERSION);
        return exitDone;
    case Arguments::Action::Wrong:
        std::fprintf(stderr, "rollcall-node: %s\n\n%s", arguments.mistake.c_str(), usage);
        return exitBadConfiguration;
    case Arguments::Action::Check:
        return checkConfiguration(QFile::decodeName(arguments.config.c_str()));
    case Arguments::Action::StopServices:
        return stopServices(arguments.config);
    case Arguments::Action::Run:
        break;
    }
    installServiceLogFormat();
    return supervise(arguments.config);
}
