#include "app/ctl/registry.h"

#include "app/ctl/commands/actioncommand.h"
#include "app/ctl/commands/backupcommands.h"
#include "app/ctl/commands/balancercommands.h"
#include "app/ctl/commands/democommand.h"
#include "app/ctl/commands/drillcommand.h"
#include "app/ctl/commands/eventcommands.h"
#include "app/ctl/commands/keycommands.h"
#include "app/ctl/commands/licensecommands.h"
#include "app/ctl/commands/meshcommand.h"
#include "app/ctl/commands/messengercommands.h"
#include "app/ctl/commands/settingcommands.h"
#include "app/ctl/commands/setupcommands.h"
#include "app/ctl/commands/storagecommand.h"
#include "app/ctl/commands/viewcommands.h"
#include "model/cluster/settings.h"

namespace rollcall::ctl
{

namespace
{

using namespace Qt::Literals::StringLiterals;

template <class Kind>
std::unique_ptr<Command> make(const Invocation& call, const Output& out)
{
    return std::make_unique<Kind>(call, out);
}

const QString featureNames = u"load-balancing|high-availability"_s;
const QString nodeName = u"NODE"_s;

std::vector<CommandSpec> lookingCommands()
{
    return {
        {u"status"_s,
         u"Shows the cluster: health, primary, nodes, problems."_s,
         {},
         {{u"check"_s, {}, u"exit code 1 unless everything is healthy"_s},
          {u"watch"_s, {}, u"show it again with every change, until Ctrl-C"_s}},
         u"With the encryption key (ROLLCALL_ENCRYPTION_KEY_FILE) every node's messenger is asked as well, "
         u"for up "
         "to a second."_s,
         {u"status"_s, u"status --check --json"_s, u"status --watch"_s},
         make<StatusCommand>},
        {u"nodes"_s, u"Lists the nodes."_s, {}, {}, {}, {u"nodes --json"_s}, make<NodesCommand>},
        {u"events"_s,
         u"Shows what happened, oldest first."_s,
         {},
         {{u"follow"_s, {}, u"go on with every new event, until Ctrl-C"_s},
          {u"since"_s, u"T"_s, u"from then on: a length (15m, 2h, 1d) or a time (2026-03-01T12:00:00)"_s},
          {u"limit"_s, u"N"_s, u"the last N events; 50 unless --since is given"_s},
          {u"node"_s, nodeName, u"only of this node"_s},
          {u"kind"_s, u"K"_s, u"only of this kind: node.joined, primary.elected, …"_s},
          {u"severity"_s, u"S"_s, u"info, warning or error, and what is worse"_s}},
         {},
         {u"events --since 1h --severity warning"_s, u"events --follow --json"_s},
         make<EventsCommand>},
        {u"history"_s,
         u"Shows who was the primary, newest first, and how each takeover went."_s,
         {},
         {{u"limit"_s, u"N"_s, u"the last N terms; 50"_s}},
         u"Silence: no renewal was seen for so long. Claim: from the takeover to the lease held. Work: from "
         u"there "
         u"until the service units worked. All by the new primary's own clock."_s,
         {u"history --json"_s},
         make<HistoryCommand>},
        {u"forecast"_s,
         u"Says what happens if the primary fails now."_s,
         {},
         {},
         u"Who takes over, when at the latest, what is in the way, and the load on the nodes that are left. "
         u"Exit "
         u"code 1 when no node would take over by itself."_s,
         {u"forecast --json"_s},
         make<ForecastCommand>},
        {u"wait"_s,
         u"Waits until the cluster has a primary, or is healthy."_s,
         {},
         {{u"primary"_s, {}, u"until a node is the primary"_s},
          {u"healthy"_s, {}, u"until nothing needs attention"_s},
          {u"timeout"_s, u"SECONDS"_s, u"60 unless given; then exit code 1"_s}},
         {},
         {u"wait --healthy --timeout 30"_s},
         make<WaitCommand>},
        {u"lease show"_s,
         u"Shows the lease: who is the primary, and the proof of life."_s,
         {},
         {},
         {},
         {u"lease show --json"_s},
         make<LeaseCommand>},
        {u"messenger ping"_s,
         u"Asks the messenger of every node, or of one."_s,
         {{nodeName, true}},
         {},
         u"Exit code 1 when one does not answer."_s,
         {u"messenger ping web-01"_s},
         make<PingCommand>},
        {u"messenger mesh"_s,
         u"Shows which node reaches the messenger of which."_s,
         {},
         {},
         u"As the nodes themselves try it, every five seconds. Exit code 1 when a way is broken."_s,
         {u"messenger mesh"_s, u"messenger mesh --json"_s},
         make<MeshCommand>},
        {u"storage check"_s,
         u"Proves that the nodes share one storage: who sees whose file."_s,
         {},
         {{u"timeout"_s, u"SECONDS"_s, u"how long to wait for the proof; 15 unless given"_s}},
         u"Every node writes a file into Artifacts.BasePath and reads those of the others, about every "
         u"second and "
         u"a half. Exit code 1 unless it is proven for every node; then with the node, the cause and the remedy."_s,
         {u"storage check"_s, u"storage check --json"_s},
         make<StorageCheckCommand>},
    };
}

std::vector<CommandSpec> clusterCommands()
{
    return {
        {u"preflight"_s,
         u"Checks what a feature needs, and changes nothing."_s,
         {{featureNames}},
         {{u"explain"_s, {}, u"say of every check what it proves, why that matters, and how it is seen"_s}},
         u"Exit code 1 when a check failed."_s,
         {u"preflight high-availability"_s, u"preflight load-balancing --explain"_s},
         make<PreflightCommand>},
        {u"enable"_s,
         u"Enables load balancing or high availability, after its checks."_s,
         {{featureNames}},
         {{u"override"_s, u"CHECK"_s, u"accept the failure of this check, where that is possible"_s, false,
           true}},
         u"High availability needs load balancing and three nodes that are alive; two with --override "
         u"three-nodes. "
         u"A refusal (exit code 4) names each check that did not pass, and which may be overridden; "
         u"\"rollcallctl preflight\" shows all of them."_s,
         {u"enable load-balancing"_s, u"enable high-availability --override three-nodes"_s},
         make<EnableCommand>},
        {u"disable"_s,
         u"Disables load balancing or high availability."_s,
         {{featureNames}},
         {},
         u"The service stays on the node that is the primary now."_s,
         {u"disable high-availability"_s},
         make<DisableCommand>},
        {u"pause"_s,
         u"Suspends automatic takeover."_s,
         {},
         {{u"reason"_s, u"TEXT"_s, u"why, for whoever finds it paused"_s, true}},
         u"No node takes over by itself until \"resume\"; a switchover still works."_s,
         {u"pause --reason \"database upgrade\""_s},
         make<PauseCommand>},
        {u"resume"_s, u"Ends a pause."_s, {}, {}, {}, {u"resume"_s}, make<PauseCommand>},
        {u"switchover"_s,
         u"Hands the primary's role to another node, in order."_s,
         {},
         {{u"to"_s, nodeName, u"this one; otherwise the next in line"_s}},
         u"Ends when the other node is the primary."_s,
         {u"switchover --to web-02"_s},
         make<SwitchoverCommand>},
        {u"drill"_s,
         u"Rehearses a failover: makes a real fault, and measures the takeover."_s,
         {{u"switchover|process-death|host-death"_s}},
         {{u"output"_s, u"FILE"_s, u"write the report there as well; as JSON when the name ends in .json"_s},
          {u"yes"_s, {}, u"do not ask first"_s}},
         u"A process death kills the primary's worker process; a host death ends everything on it and lets "
         u"it be "
         u"silent for a while. Follows the cluster until another node is the primary and the old one is a "
         u"healthy "
         u"candidate again. Refused without high availability, while takeover is paused, and unless the "
         u"primary "
         u"and the next in line are healthy. Ctrl-C ends it in order. Exit code 1 when it was not as "
         u"expected, 4 "
         u"when it was refused."_s,
         {u"drill process-death --output drill.txt"_s, u"drill host-death --yes --json"_s},
         make<DrillCommand>},
        {u"lease repair"_s,
         u"Ends a halted election: writes the lease anew, with a higher epoch."_s,
         {},
         {{u"epoch"_s, u"N"_s, u"this one, when a node's alarm asks for a higher one than is known here"_s}},
         u"For a database that went back in time, or whose lease was deleted. Refused when nothing is wrong. "
         u"A "
         u"node becomes the primary one ttl later."_s,
         {u"lease repair"_s, u"lease repair --epoch 43"_s},
         make<RepairCommand>},
    };
}

CommandSpec wantedCommand(const QString& verb, const QString& summary)
{
    std::vector<OptionSpec> options{{u"reason"_s, u"TEXT"_s, u"why"_s}};
    if (verb != u"activate") {
        options.push_back(
            {u"for"_s, u"DURATION"_s, u"how long (90s, 15m, 2h, 1d); then it is active again"_s});
        options.push_back({u"override-last"_s, {}, u"even if no active node is left"_s});
    }
    return {u"node "_s + verb,
            summary,
            {{nodeName}},
            options,
            {},
            {u"node %1 web-02 --reason \"kernel update\""_s.arg(verb)},
            make<WantedCommand>};
}

std::vector<CommandSpec> nodeCommands()
{
    std::vector<CommandSpec> commands{
        wantedCommand(u"activate"_s, u"Lets a node serve again."_s),
        wantedCommand(u"drain"_s, u"Keeps new requests away from a node; those under way end."_s),
        wantedCommand(u"maintenance"_s, u"Stops the units of a node."_s),
        {u"node priority"_s,
         u"Says who goes first when a primary is elected."_s,
         {{nodeName}, {u"N"_s}},
         {{u"override-last"_s, {}, u"even if nobody is left who could be the primary"_s}},
         u"From 0 (never the primary) to 1000; a new node has 100, unless its node.toml says another."_s,
         {u"node priority web-02 200"_s, u"node priority web-03 0"_s},
         make<PriorityCommand>},
        {u"node remove"_s,
         u"Removes a dead node from the cluster."_s,
         {{nodeName}},
         {},
         u"Refused while its heartbeat or its messenger shows that it is alive."_s,
         {u"node remove web-06"_s},
         make<MembershipCommand>},
        {u"node restore"_s,
         u"Takes a removed node back."_s,
         {{nodeName}},
         {},
         {},
         {u"node restore web-06"_s},
         make<MembershipCommand>},
    };
    const std::pair<QString, QString> verbs[] = {
        {u"start"_s, u"Starts a unit that was stopped on a node."_s},
        {u"stop"_s, u"Stops a unit on a node, until it is started again."_s},
        {u"restart"_s, u"Restarts a unit on a node."_s},
    };
    for (const auto& [verb, summary] : verbs)
        commands.push_back({u"unit "_s + verb,
                            summary,
                            {{nodeName}, {u"UNIT"_s}},
                            {},
                            {},
                            {u"unit %1 web-02 web"_s.arg(verb)},
                            make<UnitCommand>});
    return commands;
}

std::vector<CommandSpec> settingCommands()
{
    const QString key = u"KEY"_s;
    QStringList keys;
    for (const SettingSpec& each : settingCatalogue())
        keys.append(each.key);
    const QString all = u"The keys are: %1."_s.arg(keys.join(u", "_s));
    return {
        {u"settings list"_s,
         u"Lists the cluster's settings, with what they mean."_s,
         {},
         {},
         {},
         {u"settings list --json"_s},
         make<SettingsListCommand>},
        {u"settings get"_s,
         u"Prints the value of a setting."_s,
         {{key}},
         {{u"history"_s, {}, u"also who changed it, newest last"_s}},
         all,
         {u"settings get election.ttl_ms"_s, u"settings get election.ttl_ms --history"_s},
         make<SettingsGetCommand>},
        {u"settings set"_s,
         u"Changes settings; several in one step."_s,
         {{u"KEY VALUE"_s, true, true}},
         {{u"profile"_s, u"NAME"_s,
           u"all four times of the election: standard, or tolerant for a slow database"_s}},
         all +
             u" The four times of the election are only safe together, so they are checked together. Shorten "
             "election.ttl_ms while no node is being started: one that starts within a former ttl has never "
             "seen "
             "the longer one."_s,
         {u"settings set election.ttl_ms 6000 election.renew_ms 1000 election.margin_ms 1000"_s,
          u"settings set --profile tolerant"_s},
         make<SettingsSetCommand>},
        {u"license show"_s,
         u"Shows what the cluster is entitled to: edition and number of nodes."_s,
         {},
         {},
         u"A cluster without a license of its own is Enterprise with five nodes."_s,
         {u"license show --json"_s},
         make<LicenseShowCommand>},
        {u"license set"_s,
         u"Sets edition, number of nodes, or both."_s,
         {},
         {{u"edition"_s, u"NAME"_s, u"basic, basic-load-balancing or enterprise"_s},
          {u"nodes"_s, u"N"_s,
           u"how many nodes may serve, by their registration: first come, first served"_s}},
         u"Refused while something is on that the edition does not allow: disable it first. A node over the "
         u"number is shown and serves nothing."_s,
         {u"license set --edition enterprise --nodes 8"_s},
         make<LicenseSetCommand>},
    };
}

std::vector<CommandSpec> balancerCommands()
{
    const OptionSpec webPort{
        u"web-port"_s, u"[NODE=]PORT"_s,
        u"the application's port, 80 unless given; with a node's name only of this node"_s, false, true};
    return {
        {u"balancer config"_s,
         u"Prints a load balancer's configuration for this cluster's nodes."_s,
         {{u"haproxy|nginx|f5|a10|citrix|nlb"_s}},
         {{u"bind"_s, u"ADDRESS"_s, u"where visitors come in: *:80 unless given, or [2001:db8::10]:80"_s},
          webPort,
          {u"stats-bind"_s, u"ADDRESS"_s,
           u"where HAProxy's statistics listen, for balancer.stats: 127.0.0.1:8404 unless given"_s},
          {u"output"_s, u"FILE"_s, u"write it there instead"_s}},
         u"A complete file with comments. Visitors are not bound to a node. HAProxy asks every node's "
         u"/ready, so a "
         u"node that is drained loses no request; nginx asks nobody, and gets a drained node marked as down. "
         u"For F5, A10, Citrix ADC and AWS NLB: commands "
         u"from the same facts, which were not tried on one."_s,
         {u"balancer config haproxy --web-port 8080 --output haproxy.cfg"_s, u"balancer config nginx"_s},
         make<BalancerConfigCommand>},
        {u"balancer check"_s,
         u"Says where a load balancer's file does not fit the cluster; without FILE, what the load balancer "
         u"itself "
         u"sees of the nodes."_s,
         {{u"FILE"_s, true}},
         {{u"web-port"_s, u"[NODE=]PORT"_s,
           u"with FILE: the application's port; ports are checked only when it is given. With a node's name "
           "only of this node, and 80 on the others"_s,
           false, true},
          {u"stats"_s, u"URL"_s,
           u"ask HAProxy's statistics from here, once: http://HOST:PORT/PATH or unix:/path/to/socket"_s},
          {u"backend"_s, u"NAME"_s,
           u"with --stats: the backend whose servers are the nodes; found out unless given"_s}},
         u"Without FILE: status, last check and requests of every node as HAProxy has them, read by the "
         u"nodes "
         u"(settings set balancer.stats URL), or from here with --stats. Exit code 1 when a node does not "
         u"get "
         u"requests exactly when it should, 4 when nobody asks. nginx has no view to ask; Rollcall uses its "
         u"own. "
         u"With FILE, it reads HAProxy's or nginx's: a node that is missing, a server that is no node, a "
         u"wrong address, a "
         u"check that "
         u"does not ask /ready, visitors bound to a node; with --web-port also a wrong port. The cluster "
         u"does "
         u"not know the application's port: without --web-port no port is checked, and the answer says so "
         u"(ports_checked in JSON). Exit code 1 when it does not fit."_s,
         {u"balancer check /etc/haproxy/haproxy.cfg --web-port 8080"_s,
          u"balancer check haproxy.cfg --json"_s, u"balancer check"_s,
          u"balancer check --stats http://10.0.0.10:8404/stats"_s},
         make<BalancerCheckCommand>},
    };
}

std::vector<CommandSpec> backupCommands()
{
    const OptionSpec passphrase{u"passphrase-file"_s, u"FILE"_s,
                                u"take the passphrase from there instead of asking for it"_s};
    const OptionSpec keyOut{u"key-out"_s, u"FILE"_s, u"also write the encryption key to a new file"_s};
    return {
        {u"backup create"_s,
         u"Writes settings, license, priorities and the encryption key to a sealed file."_s,
         {{u"FILE"_s}},
         {passphrase,
          {u"key-file"_s, u"FILE"_s, u"the encryption key; otherwise that of ROLLCALL_ENCRYPTION_KEY_FILE"_s},
          {u"without-key"_s, {}, u"leave the encryption key out"_s}},
         u"The file is encrypted with a passphrase of 12 characters or more (scrypt, ChaCha20-Poly1305), and "
         u"is "
         u"never written over another one. Events, terms, modes and the application's data are not in it: "
         u"back "
         u"up the database as well."_s,
         {u"backup create shop.backup"_s,
          u"backup create shop.backup --passphrase-file phrase --without-key"_s},
         make<BackupCreateCommand>},
        {u"backup show"_s,
         u"Shows what is in such a file; the key itself only goes to a file."_s,
         {{u"FILE"_s}},
         {passphrase, keyOut},
         u"Reaches no cluster."_s,
         {u"backup show shop.backup"_s, u"backup show shop.backup --key-out encryption.key"_s},
         make<BackupShowCommand>},
        {u"backup restore"_s,
         u"Makes settings, license and priorities what they were."_s,
         {{u"FILE"_s}},
         {passphrase,
          keyOut,
          {u"dry-run"_s, {}, u"only say what would change"_s},
          {u"into-another"_s, {}, u"the backup is of another cluster, whose place this one takes"_s}},
         u"All or nothing. A node is known by its id, or by its name where its state folder was lost. What "
         u"is "
         u"switched on stays as it is: into a new cluster, restore first and enable afterwards."_s,
         {u"backup restore shop.backup --dry-run"_s, u"backup restore shop.backup"_s},
         make<BackupRestoreCommand>},
    };
}

std::vector<CommandSpec> setupCommands()
{
    return {
        {u"init"_s,
         u"Creates a cluster in a database."_s,
         {},
         {{u"name"_s, u"NAME"_s, u"what the cluster is called"_s, true}},
         u"Makes the tables, and an SQLite file if there is none. Nodes never create a cluster."_s,
         {u"--cluster postgresql://rollcall@db1/rollcall init --name Shop"_s,
          u"--cluster sqlite:///var/lib/rollcall/shop.sqlite init --name Shop"_s},
         make<InitCommand>},
        {u"upgrade"_s,
         u"Brings the tables of a cluster's database up to date."_s,
         {},
         {},
         u"Do it before the first node of a newer version starts."_s,
         {u"upgrade"_s},
         make<UpgradeCommand>},
        {u"key generate"_s,
         u"Makes a new encryption key."_s,
         {},
         {{u"out"_s, u"FILE"_s, u"write it to a new file that only you can read, instead of showing it"_s}},
         {},
         {u"key generate --out encryption.key"_s},
         make<KeyCommand>},
        {u"key rotate"_s,
         u"Changes the encryption key while everything runs."_s,
         {{u"status|start|switch|end|cancel"_s}, {u"FILE"_s, true}},
         {},
         u"\"start FILE\" announces the key in FILE by its fingerprint; copy the file to every node, beside "
         u"its "
         u"encryption_key_file, with .next behind its name. The nodes read it without a restart, and accept "
         u"both keys. \"switch\" makes them use the new one, once every node that runs has it; \"end\" "
         u"refuses "
         u"the old one, once every node uses the new one. \"cancel\" goes back by one step. \"status\" shows "
         u"which node has which key, what is to be done, and which step is possible. Afterwards move the new "
         u"file over the old one on each node: rollcall-node never writes a key file. No key is ever sent, "
         u"stored in the database, or shown. Exit code 4 when a step was refused, with the reason."_s,
         {u"key rotate start new.key"_s, u"key rotate status --json"_s, u"key rotate switch"_s,
          u"key rotate end"_s},
         make<RotateCommand>},
        {u"demo run"_s,
         u"Runs three nodes on this machine, until Ctrl-C."_s,
         {},
         {{u"directory"_s, u"DIR"_s, u"where everything of it lies; one of an earlier demo is used again"_s,
           true},
          {u"ready-file"_s, u"FILE"_s, u"write URL, key file and nodes there, once all have heartbeats"_s},
          {u"database"_s, u"URL"_s, u"use this empty database instead of SQLite in DIR"_s},
          {u"remove"_s, {}, u"remove what it wrote into DIR at the end"_s}},
         {},
         {u"demo run --directory ~/rollcall-demo"_s},
         make<DemoCommand>},
    };
}

} // namespace

std::vector<CommandSpec> allCommands()
{
    std::vector<CommandSpec> commands;
    const auto add = [&commands](const QString& section, const std::vector<CommandSpec>& group) {
        for (const CommandSpec& each : group) {
            commands.push_back(each);
            commands.back().section = section;
        }
    };
    add(u"See the cluster:"_s, lookingCommands());
    add(u"Failover:"_s, clusterCommands());
    add(u"Nodes and their units:"_s, nodeCommands());
    add(u"Load balancer:"_s, balancerCommands());
    add(u"Messenger:"_s, messengerCommands());
    add(u"Settings:"_s, settingCommands());
    add(u"Set up:"_s, setupCommands());
    add(u"Backup:"_s, backupCommands());
    return commands;
}

} // namespace rollcall::ctl
