#include "ui/mainwindow/helptext.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"

#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace rollcall
{

HelpDialog::HelpDialog(const QString& title, const QString& html, QWidget* parent)
    : DialogFrame(title, {}, parent)
{
    setMinimumSize(560, 420);
    auto* words = new TextLabel(html, TextStyle::Base, Ink::Text, this);
    words->setTextFormat(Qt::RichText);
    words->setWordWrap(true);
    words->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    words->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    auto* scroll = new QScrollArea(this);
    scroll->setWidget(words);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    body()->addWidget(scroll, 1);
    QPushButton* close = addCancel(QStringLiteral("Close"));
    close->setDefault(true);
    close->setFocus();
}

QString helpFor(const QString& pageTitle)
{
    if (pageTitle == QStringLiteral("Overview"))
        return QStringLiteral(
            "<p><b>Cluster Health</b> says in one word whether the application serves, and in one sentence "
            "what is wrong. "
            "Below are the nodes by state, the primary with its epoch, and the cluster’s two switches.</p>"
            "<p><b>Load balancing</b> lets every active node serve web requests. <b>High availability</b> "
            "lets another node "
            "take over by itself when the primary fails; it needs load balancing and three nodes. Both show "
            "every check "
            "with its proof before they change anything.</p>"
            "<p><b>Service Status</b> shows each unit across all nodes. A unit that was stopped here stays "
            "stopped until it "
            "is started again, also after a takeover.</p>"
            "<p><b>If the primary fails now</b> names the successor, how long a takeover takes at most, and "
            "what would be "
            "in the way.</p>");
    if (pageTitle == QStringLiteral("Nodes"))
        return QStringLiteral(
            "<p>Each row is one server. Its state is concluded from three signals: the <b>heartbeat</b> it "
            "writes into the "
            "database every second, the <b>messenger</b> that this console asks directly, and what the node "
            "last told a "
            "<b>load balancer</b>. The details below the table show all three side by side.</p>"
            "<p><b>Drain</b> a node to send no new requests to it. <b>Maintenance</b> stops its units. "
            "<b>Activate</b> "
            "takes both back.</p>"
            "<p>The red cross removes a node that is gone. It works only when neither its heartbeat nor its "
            "messenger "
            "shows a sign of life, it asks first, and it can be undone.</p>");
    if (pageTitle == QStringLiteral("Load Balancing"))
        return QStringLiteral(
            "<p><b>In Rotation</b> says of each node what the load balancer makes of it, and how old that "
            "is. "
            "Load balancers ask <b>/ready</b> of every node: 200 means send visitors, 503 keep away.</p>"
            "<p><b>Configuration</b> is a complete file for HAProxy or nginx with the nodes of this cluster. "
            "Only where the load balancer listens, and the application’s port, have to be entered; where one "
            "node’s port differs write <b>8080, web-01=8081</b>. Visitors are never bound to a node: every "
            "node can serve every visitor.</p>"
            "<p><b>Check a File</b> reads the file that your load balancer runs with and lists what does not "
            "fit the cluster any more, with the line and the remedy. Ports are compared once the "
            "application’s port has been entered above.</p>");
    if (pageTitle == QStringLiteral("High Availability"))
        return QStringLiteral(
            "<p><b>Automatic Takeover</b> says whether another node becomes primary by itself. <b>Hand "
            "Over</b> "
            "moves the role to another node by plan. <b>Pause</b> suspends takeovers for everybody, for "
            "instance "
            "during work on the network; handing over by hand still works.</p>"
            "<p><b>Order of Succession</b> lists who takes over, and what keeps the others from it. Enter, "
            "or "
            "<b>Priority</b>, changes the priority of a node: the highest goes first, “Never” keeps it "
            "out.</p>"
            "<p><b>Timings</b>: the primary renews its lease, and the others take over when they have seen "
            "no "
            "renewal for the length of the lease. Short times notice a dead server sooner; long ones bear a "
            "slow database.</p>"
            "<p><b>Term History</b> shows every time as primary with its epoch, and how long each takeover "
            "took: "
            "the <b>silence</b> until the winner acted, the <b>claim</b> until it held the lease, and the "
            "<b>work</b> until its service worked. Each is measured by one clock, the winner’s.</p>");
    if (pageTitle == QStringLiteral("Service Messenger"))
        return QStringLiteral(
            "<p>Through its <b>messenger</b> a node takes orders at once and gives live logs. Without it "
            "everything goes on: an order then reaches the node with its next heartbeat, up to a second "
            "later.</p>"
            "<p><b>State</b> and <b>Round trip</b> are what this console sees. <b>Test</b> asks the chosen "
            "node again at once. <b>Reached by</b> is what the other nodes say, which ask each other too: "
            "when this console cannot reach a node that the others reach, look at the network or the "
            "firewall between.</p>"
            "<p><b>Who Reaches Whom</b> lists the ways between nodes that are broken. In the square below, "
            "each row is a node that asks, each column one that is asked. A way counts as broken after "
            "three failures in a row.</p>"
            "<p><b>Encryption Key</b> shows which node has which key, as fingerprints, and changes it while "
            "everything goes on: <b>Start</b> names the file of the new key; put that file on every node "
            "where "
            "the page says; <b>Switch</b> lets the nodes use it, and <b>End</b> refuses the old one. "
            "<b>Cancel</b> goes back one step. A button that is off says why.</p>");
    if (pageTitle == QStringLiteral("Events"))
        return QStringLiteral("<p>Everything that happened and everything that was asked for, newest first, "
                              "with who asked. Filter by text, "
                              "severity, node or kind. Older events are loaded when you scroll down.</p>"
                              "<p>Enter shows the node of an event. Copy takes the selected rows, Export "
                              "writes the filtered ones as CSV or "
                              "JSON.</p>");
    if (pageTitle == QStringLiteral("Shared Storage"))
        return QStringLiteral(
            "<p>Being able to write into a folder does not prove that it is shared. So each node writes a "
            "small "
            "file with a number that grows, and the others read it back, all the time.</p>"
            "<p><b>Nodes</b> says of each node where its storage is, whether it is proven, and if not, why "
            "and "
            "what to do. The path is Artifacts.BasePath, unless the node has a [storage] path of its own in "
            "node.toml.</p>"
            "<p><b>Who Sees Whose File</b>: each row is a node that reads, each column one that writes. A "
            "tick "
            "with the time of reading is good; <b>absent</b> means another folder, <b>stale</b> a cache that "
            "shows old content. Point at a cell for cause and remedy. Copy and Export give it as CSV.</p>");
    if (pageTitle == QStringLiteral("Settings"))
        return QStringLiteral(
            "<p>The settings hold for the whole cluster and stand in its database; every node reads them by "
            "itself, and nothing restarts. Enter, or <b>Change</b>, asks for another value and says at once "
            "what is wrong with it. <b>Reset to Default</b> gives the chosen setting its default. Both can "
            "be "
            "taken back with Ctrl+Z.</p>"
            "<p>The four times of the election are checked together; where one alone would not be safe, "
            "<b>All four timings</b> changes them in one step.</p>"
            "<p><b>License</b>: the edition says what the cluster may run, and the number how many nodes may "
            "serve, those first that registered first. A node over the number is shown and serves "
            "nothing.</p>"
            "<p><b>Backup</b>: settings, license, priorities and the encryption key go into one file that "
            "only "
            "a passphrase opens, the same as <code>rollcallctl backup create</code> writes. <b>Restore</b> "
            "shows what would change before it changes anything, all or nothing. It is no backup of the "
            "database: events, terms and the application’s data are not in it.</p>"
            "<p><b>Changes</b> lists who changed what, and when.</p>");
    return QStringLiteral("<p>Every saved cluster with its verdict, and all their nodes in one table, worst "
                          "first. Choose a tile to open "
                          "that cluster, or press Enter on a node.</p>");
}

QString shortcutsHelp()
{
    struct Key {
        QString keys;
        QString what;
    };
    const QList<Key> all{
        {QStringLiteral("Ctrl+K"), QStringLiteral("Search nodes, commands and pages")},
        {QStringLiteral("Ctrl+F"), QStringLiteral("Filter; Esc clears it, then leaves it")},
        {QStringLiteral("Ctrl+0"), QStringLiteral("All Clusters")},
        {QStringLiteral("Ctrl+1 … Ctrl+8"),
         QStringLiteral("Overview, Nodes, Load Balancing, High Availability, Service Messenger, Shared "
                        "Storage, Events, Settings")},
        {QStringLiteral("Ctrl+PgUp, Ctrl+PgDn"), QStringLiteral("Previous and next cluster")},
        {QStringLiteral("F6, Shift+F6"), QStringLiteral("Next and previous pane")},
        {QStringLiteral("F5"), QStringLiteral("Refresh; on a node, probe it again")},
        {QStringLiteral("Enter"), QStringLiteral("Open the details of a row")},
        {QStringLiteral("Del"), QStringLiteral("Remove the node, when it may be removed")},
        {QStringLiteral("Shift+F10"), QStringLiteral("Menu of the row")},
        {QStringLiteral("Ctrl+C"), QStringLiteral("Copy the row as text")},
        {QStringLiteral("Ctrl+Z"), QStringLiteral("Take back the last action")},
        {QStringLiteral("Alt+1, 2, 3"), QStringLiteral("Choices of the first window")},
        {QStringLiteral("F1"), QStringLiteral("Help for the page")},
        {QStringLiteral("Esc"), QStringLiteral("Close a dialog, the palette or a message")}};
    QString rows;
    for (const Key& key : all)
        rows +=
            QStringLiteral(
                "<tr><td style='padding:3px 24px 3px 0'><b>%1</b></td><td style='padding:3px 0'>%2</td></tr>")
                .arg(key.keys.toHtmlEscaped(), key.what.toHtmlEscaped());
    return QStringLiteral("<table>%1</table>").arg(rows);
}

QString guide()
{
    return QStringLiteral(
        "<p><b>A cluster is one database.</b> Several servers, the nodes, share it together with one storage "
        "and one "
        "encryption key, behind a load balancer of your choice.</p>"
        "<p>1. Choose <b>Create a new cluster</b>. It prepares an empty database and makes the encryption "
        "key.<br>"
        "2. Install rollcall-node on each server. <b>Add Node…</b> on the page Nodes writes its complete "
        "configuration. The "
        "first node becomes the primary.<br>"
        "3. Point the health check of your load balancer at <b>/ready</b> of every node, port 33238.<br>"
        "4. On the page Overview, enable <b>load balancing</b>: every node serves. Then enable <b>high "
        "availability</b>: "
        "when the primary fails, another node takes over by itself.</p>"
        "<p>The demo does all of this on this computer with three real node services. Kill one of them and "
        "watch.</p>");
}

QString aboutRollcall()
{
    return QStringLiteral("<p><b>Rollcall %1</b></p><p>Turns several servers of one application into a "
                          "load-balanced, highly "
                          "available cluster.</p><p>Free software under the GNU General Public License, "
                          "version 3 or later. It "
                          "comes without any warranty.</p>")
        .arg(QStringLiteral(ROLLCALL_VERSION));
}

} // namespace rollcall
