// What MainWindow does when a command is chosen, and the dialogs it opens.
#include "model/services/logfeed.h"
#include "model/tables/presentation.h"
#include "ui/dialogs/addnodedialog.h"
#include "ui/dialogs/createclusterdialog.h"
#include "ui/dialogs/passworddialog.h"
#include "ui/dialogs/profiledialog.h"
#include "ui/mainwindow/actionrunner.h"
#include "ui/mainwindow/commandpalette.h"
#include "ui/mainwindow/helptext.h"
#include "ui/mainwindow/logwindow.h"
#include "ui/mainwindow/mainwindow.h"
#include "ui/mainwindow/messagebar.h"
#include "ui/pages/clusterspage.h"
#include "ui/pages/eventspage.h"
#include "ui/pages/firstrunpage.h"
#include "ui/pages/nodespage.h"
#include "ui/pages/overviewpage.h"

#include <QAction>
#include <QApplication>
#include <QContextMenuEvent>
#include <QFileDialog>
#include <QTableView>

namespace rollcall
{

namespace
{

const QString connectionFiles = QStringLiteral("Rollcall connections (*.rollcall)");

} // namespace

void MainWindow::obey(MainMenu::Command command)
{
    using Command = MainMenu::Command;
    LiveCluster* cluster = m_hub.current();
    switch (command) {
    case Command::Connect:
        openConnectDialog({});
        break;
    case Command::Create:
        openCreateDialog();
        break;
    case Command::StartDemo:
        startDemo();
        break;
    case Command::OpenFile:
        openConnectionFile();
        break;
    case Command::SaveFile:
        saveConnectionFile();
        break;
    case Command::Quit:
        close();
        break;
    case Command::EditConnection:
        if (cluster)
            openConnectDialog(cluster->profile());
        break;
    case Command::ForgetConnection:
        forgetConnection();
        break;
    case Command::EnterPassword:
        openPasswordDialog();
        break;
    case Command::Refresh:
        if (cluster && cluster->session()) {
            cluster->session()->refreshNow();
            if (m_page == NavModel::PageId::Nodes && m_nodes->table()->hasFocus())
                cluster->session()->probeAgain(m_nodes->selectedNode());
        }
        break;
    case Command::PreviousCluster:
        chooseCluster(m_hub.neighbour(-1));
        break;
    case Command::NextCluster:
        chooseCluster(m_hub.neighbour(1));
        break;
    case Command::AddNode:
        openAddNode();
        break;
    case Command::ProbeAgain:
        if (cluster && cluster->session())
            cluster->session()->probeAgain(m_nodes->selectedNode());
        break;
    case Command::StartDemoNode:
        if (const NodeView* node = cluster ? cluster->view().find(m_nodes->selectedNode()) : nullptr;
            node && m_demo.cluster()) {
            const Result<void> started = m_demo.cluster()->startNode(node->row.name);
            if (started)
                m_message->showDone(QStringLiteral("%1 is starting.").arg(node->row.name));
            else
                m_message->showTrouble(started.error().message());
        }
        break;
    case Command::Undo:
        m_runner->undo();
        break;
    case Command::AllClusters:
        showAllClusters();
        break;
    case Command::Overview:
        showClusterPage(NavModel::PageId::Overview);
        break;
    case Command::Nodes:
        showClusterPage(NavModel::PageId::Nodes);
        break;
    case Command::LoadBalancing:
        showClusterPage(NavModel::PageId::LoadBalancing);
        break;
    case Command::HighAvailability:
        showClusterPage(NavModel::PageId::HighAvailability);
        break;
    case Command::Messenger:
        showClusterPage(NavModel::PageId::Messenger);
        break;
    case Command::Storage:
        showClusterPage(NavModel::PageId::Storage);
        break;
    case Command::Events:
        showClusterPage(NavModel::PageId::Events);
        break;
    case Command::Settings:
        showClusterPage(NavModel::PageId::Settings);
        break;
    case Command::Filter:
        if (m_view == View::Clusters)
            m_clusters->focusFilter();
        else if (m_view == View::Cluster)
            currentPage()->focusFilter();
        break;
    case Command::Palette:
        openPalette();
        break;
    case Command::NextPane:
        movePane(1);
        break;
    case Command::PreviousPane:
        movePane(-1);
        break;
    case Command::Help:
        if (m_view == View::FirstRun)
            openHelp(QStringLiteral("Guide"), guide());
        else
            openHelp(currentTitle(), helpFor(currentTitle()));
        break;
    case Command::Shortcuts:
        openHelp(QStringLiteral("Keyboard Shortcuts"), shortcutsHelp());
        break;
    case Command::About:
        openHelp(QStringLiteral("About Rollcall"), aboutRollcall());
        break;
    }
}

void MainWindow::probe(NodeId node)
{
    ClusterSession* session = m_hub.current() ? m_hub.current()->session() : nullptr;
    if (!session)
        return;
    if (node.isNull())
        session->refreshNow();
    else
        session->probeAgain(node);
}

void MainWindow::openLog(NodeId node, const QString& unit)
{
    const LiveCluster* cluster = m_hub.current();
    const NodeView* view = cluster && cluster->session() ? cluster->view().find(node) : nullptr;
    if (view)
        (new LogWindow(cluster->session()->followLogs(node, unit), view->row.name, this))->show();
}

void MainWindow::openHelp(const QString& title, const QString& html)
{
    (new HelpDialog(title, html, this))->open();
}

void MainWindow::openConnectDialog(const Profile& profile)
{
    auto* dialog = new ProfileDialog(m_store, m_hub.vault(), profile, this);
    connect(dialog, &ProfileDialog::connectAsked, this, &MainWindow::openCluster);
    dialog->open();
}

void MainWindow::openCreateDialog()
{
    auto* dialog = new CreateClusterDialog(m_store, m_hub.vault(), this);
    connect(dialog, &CreateClusterDialog::created, this, &MainWindow::openCluster);
    dialog->open();
}

void MainWindow::openPasswordDialog()
{
    LiveCluster* cluster = m_hub.current();
    if (!cluster)
        return;
    const QString why = cluster->secretTrouble().isEmpty() ? cluster->trouble() : cluster->secretTrouble();
    auto* dialog = new PasswordDialog(cluster->profile().name, why, this);
    const QString id = cluster->profile().id;
    connect(dialog, &PasswordDialog::entered, this, [this, id](const Secret& password, bool keep) {
        LiveCluster* chosen = m_hub.find(id);
        if (!chosen)
            return;
        ConnectionSpec spec;
        spec.password = password;
        chosen->open(spec);
        if (!keep)
            return;
        m_hub.vault()
            .write(id, SecretKind::DatabasePassword, password)
            .then(this, [this](const Result<void>& kept) {
                if (!kept)
                    m_message->showTrouble(QStringLiteral("%1 The password is used for this time only.")
                                               .arg(kept.error().message()));
            });
    });
    dialog->open();
}

void MainWindow::openConnectionFile()
{
    auto* chooser = new QFileDialog(this, QStringLiteral("Open Connection File"), {}, connectionFiles);
    chooser->setAttribute(Qt::WA_DeleteOnClose);
    chooser->setFileMode(QFileDialog::ExistingFile);
    connect(chooser, &QFileDialog::fileSelected, this, [this](const QString& path) {
        const Result<Profile> profile = ProfileStore::importFrom(path);
        if (profile) {
            openConnectDialog(*profile); // shows what was read, and asks for the password
        } else if (m_view == View::FirstRun) {
            m_firstRun->setDemoTrouble(profile.error().message());
        } else {
            m_message->showTrouble(profile.error().message());
        }
    });
    chooser->open();
}

void MainWindow::saveConnectionFile()
{
    LiveCluster* cluster = m_hub.current();
    if (!cluster)
        return;
    auto* chooser = new QFileDialog(this, QStringLiteral("Save Connection File"), {}, connectionFiles);
    chooser->setAttribute(Qt::WA_DeleteOnClose);
    chooser->setAcceptMode(QFileDialog::AcceptSave);
    chooser->setDefaultSuffix(QStringLiteral("rollcall"));
    chooser->selectFile(cluster->profile().name + QStringLiteral(".rollcall"));
    connect(
        chooser, &QFileDialog::fileSelected, this, [this, profile = cluster->profile()](const QString& path) {
            const Result<void> saved = ProfileStore::exportTo(profile, path);
            if (saved)
                m_message->showDone(QStringLiteral("Saved %1. It holds no password and no key.").arg(path));
            else
                m_message->showTrouble(saved.error().message());
        });
    chooser->open();
}

void MainWindow::forgetConnection()
{
    LiveCluster* cluster = m_hub.current();
    if (!cluster)
        return;
    const QString id = cluster->profile().id;
    Question question;
    question.title = QStringLiteral("Forget the connection to %1?").arg(cluster->profile().name);
    question.effect =
        QStringLiteral("The cluster goes on; only this console forgets it, with its password and key in the "
                       "keychain. The key file stays.");
    question.confirm = QStringLiteral("Forget Connection");
    question.danger = true;
    auto* dialog = new ConfirmDialog(question, {}, cluster->view(), this);
    connect(dialog, &ConfirmDialog::confirmed, this, [this, id] {
        const Result<void> removed = m_store.remove(id);
        if (!removed) {
            m_message->showTrouble(removed.error().message());
            return;
        }
        m_hub.vault().removeAll(id).then(this, [this](const Result<void>& cleared) {
            if (!cleared && cleared.error().kind != ErrorKind::Unreachable)
                m_message->showTrouble(cleared.error().message());
        });
        m_hub.close(id);
        showAllClusters();
    });
    dialog->open();
}

void MainWindow::openAddNode()
{
    LiveCluster* cluster = m_hub.current();
    if (!cluster)
        return;
    const bool password = cluster->session() && !cluster->session()->spec().password.isEmpty();
    const QString url = cluster->session() ? cluster->session()->spec().url : cluster->profile().url;
    auto* dialog = new AddNodeDialog(cluster->view(), url, password, this);
    connect(cluster, &LiveCluster::updated, dialog,
            [dialog, cluster] { dialog->follow(cluster->view(), offReason(cluster->freshness())); });
    dialog->open();
}

void MainWindow::startDemo()
{
    if (m_demo.isRunning()) {
        openDemo();
        return;
    }
    m_demo.start();
}

void MainWindow::openDemo()
{
    m_firstRun->setDemoProgress(0, DemoCluster::steps, {});
    m_message->dismiss();
    if (!m_hub.find(DemoController::profileId)) {
        Profile profile;
        profile.id = DemoController::profileId;
        profile.name = QStringLiteral("Demo");
        profile.url = m_demo.cluster()->connection().url;
        profile.keyFile = m_demo.cluster()->keyFile();
        ConnectionSpec spec = m_demo.cluster()->connection();
        m_hub.connectTo(profile, spec);
    }
    chooseCluster(DemoController::profileId);
}

void MainWindow::addNodeItems(std::vector<PaletteItem>& items) const
{
    const LiveCluster* cluster = m_hub.current();
    if (!cluster)
        return;
    const ClusterView& view = cluster->view();
    const Freshness freshness = cluster->freshness();
    auto* self = const_cast<MainWindow*>(this);
    using Section = PaletteItem::Section;
    for (const NodeView& node : view.nodes) {
        const NodeId id = node.row.id;
        const QString name = node.row.name;
        const QString line = node.verdict.secondLine.isEmpty()
                                 ? QString()
                                 : QStringLiteral(", ") + node.verdict.secondLine.toLower();
        items.push_back(
            {Section::Nodes, name, stateTitle(node) + line, stateMark(node), Icon::Nodes, {}, {}, [self, id] {
                 self->showNode(id);
             }});
        const auto command = [&](Act act, Icon icon, const QString& keys = {}) {
            const Intent intent = Intent::forNode(act, id);
            items.push_back({Section::Commands,
                             titleOf(intent, view),
                             {},
                             Mark::None,
                             icon,
                             keys,
                             offReason(intent, view, freshness),
                             [self, intent] { self->m_runner->request(intent); }});
        };
        if (node.row.wanted == Wanted::Active)
            command(Act::Drain, Icon::Nodes);
        else
            command(Act::Activate, Icon::Nodes);
        items.push_back({Section::Commands,
                         QStringLiteral("Probe %1 again").arg(name),
                         {},
                         Mark::None,
                         Icon::Refresh,
                         QStringLiteral("F5"),
                         {},
                         [self, id] {
                             if (LiveCluster* current = self->m_hub.current(); current && current->session())
                                 current->session()->probeAgain(id);
                         }});
        for (const UnitReport& unit : node.row.report.units)
            items.push_back({Section::Commands,
                             QStringLiteral("Live log of %1 on %2").arg(unit.name, name),
                             {},
                             Mark::None,
                             Icon::Messenger,
                             {},
                             {},
                             [self, id, unitName = unit.name] { self->openLog(id, unitName); }});
        if (!node.primary)
            command(Act::HandOver, Icon::HighAvailability);
        command(Act::Remove, Icon::Close, QStringLiteral("Del"));
        items.push_back({Section::Pages,
                         QStringLiteral("Events of %1").arg(name),
                         {},
                         Mark::None,
                         Icon::Events,
                         {},
                         {},
                         [self, name] { self->showEventsOf(name); }});
    }
}

std::vector<PaletteItem> MainWindow::paletteItems() const
{
    std::vector<PaletteItem> items = m_menu->paletteItems();
    addNodeItems(items);
    auto* self = const_cast<MainWindow*>(this);
    for (const ClusterEntry& cluster : m_hub.entries())
        items.push_back({PaletteItem::Section::Pages,
                         cluster.name,
                         ClusterListModel::stateOf(cluster),
                         ClusterListModel::markOfCluster(cluster),
                         Icon::AllClusters,
                         {},
                         {},
                         [self, id = cluster.profile] { self->chooseCluster(id); }});
    return items;
}

void MainWindow::openContextMenu()
{
    QWidget* focus = QApplication::focusWidget();
    if (!focus)
        return;
    const QPoint position = focus->inputMethodQuery(Qt::ImCursorRectangle).toRect().center();
    QContextMenuEvent event(QContextMenuEvent::Keyboard, position, focus->mapToGlobal(position));
    QApplication::sendEvent(focus, &event);
}

void MainWindow::openPalette()
{
    if (m_view == View::FirstRun)
        return;
    m_palette->open(paletteItems());
}

} // namespace rollcall
