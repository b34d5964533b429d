#include "ui/mainwindow/mainwindow.h"

#include "model/cluster/eventkinds.h"
#include "model/services/connectionresolver.h"
#include "model/services/futuretools.h"
#include "ui/mainwindow/actionrunner.h"
#include "ui/mainwindow/commandpalette.h"
#include "ui/mainwindow/messagebar.h"
#include "ui/mainwindow/navigation.h"
#include "ui/mainwindow/pageheader.h"
#include "ui/mainwindow/troublepage.h"
#include "ui/pages/clusterspage.h"
#include "ui/pages/eventspage.h"
#include "ui/pages/firstrunpage.h"
#include "ui/pages/highavailabilitypage.h"
#include "ui/pages/loadbalancingpage.h"
#include "ui/pages/messengerpage.h"
#include "ui/pages/nodespage.h"
#include "ui/pages/overviewpage.h"
#include "ui/pages/settingspage.h"
#include "ui/pages/storagepage.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banners.h"
#include "ui/widgets/searchfield.h"

#include <QCloseEvent>
#include <QHeaderView>
#include <QListView>
#include <QMenuBar>
#include <QProcessEnvironment>
#include <QShortcut>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

#include <array>

namespace rollcall
{

using namespace std::chrono_literals;

namespace
{

constexpr auto tickInterval = 250ms;
constexpr QSize firstSize(1280, 800);
constexpr QSize smallestSize(800, 520);

const std::array<std::pair<NavModel::PageId, QString>, 8> clusterPages{
    {{NavModel::PageId::Overview, QStringLiteral("overview")},
     {NavModel::PageId::Nodes, QStringLiteral("nodes")},
     {NavModel::PageId::LoadBalancing, QStringLiteral("load-balancing")},
     {NavModel::PageId::HighAvailability, QStringLiteral("high-availability")},
     {NavModel::PageId::Messenger, QStringLiteral("service-messenger")},
     {NavModel::PageId::Storage, QStringLiteral("shared-storage")},
     {NavModel::PageId::Events, QStringLiteral("events")},
     {NavModel::PageId::Settings, QStringLiteral("settings")}}};

QString wordOfPage(NavModel::PageId page)
{
    for (const auto& [id, word] : clusterPages)
        if (id == page)
            return word;
    return clusterPages.front().second;
}

} // namespace

MainWindow::MainWindow(ProfileStore& store, SecretVault& vault, Theme& theme, const QString& stateFile,
                       QWidget* parent)
    : QMainWindow(parent)
    , m_store(store)
    , m_theme(theme)
    , m_state(stateFile)
    , m_hub(store, vault)
    , m_menu(new MainMenu(menuBar(), this))
    , m_root(new QStackedWidget(this))
    , m_firstRun(new FirstRunPage)
    , m_nav(nullptr)
    , m_header(new PageHeader)
    , m_stale(new StaleBar)
    , m_message(new MessageBar)
    , m_pages(new QStackedWidget)
    , m_clusters(new ClustersPage)
    , m_overview(new OverviewPage)
    , m_nodes(new NodesPage)
    , m_balancing(new LoadBalancingPage)
    , m_availability(new HighAvailabilityPage)
    , m_messenger(new MessengerPage)
    , m_storage(new StoragePage)
    , m_events(new EventsPage)
    , m_settings(new SettingsPage)
    , m_trouble(new TroublePage)
    , m_palette(nullptr)
    , m_runner(new ActionRunner(this, m_message))
{
    setWindowTitle(QStringLiteral("Rollcall"));
    setWindowIcon(applicationIcon());
    setMinimumSize(smallestSize);
    resize(firstSize);
    menuBar()->setNativeMenuBar(true);
    buildWorkspace();
    connectPages();
    connectMenus();
    connectDemo();
    restoreState();
    connect(&m_hub, &ClusterHub::updated, this, &MainWindow::clusterUpdated);
    connect(&m_hub, &ClusterHub::listChanged, this, &MainWindow::presentChrome);
    connect(&m_hub, &ClusterHub::currentChanged, this, &MainWindow::currentChanged);
    m_ticker.setInterval(tickInterval);
    connect(&m_ticker, &QTimer::timeout, this, &MainWindow::tick);
    m_ticker.start();
    showView(View::FirstRun);
}

MainWindow::~MainWindow()
{
    // The sessions go before the widgets that listen to them.
    m_hub.disconnect(this);
    m_runner->setCluster(nullptr);
}

void MainWindow::buildWorkspace()
{
    auto* workspace = new QWidget;
    m_nav = new Navigation(localActor(QProcessEnvironment::systemEnvironment()), workspace);
    auto* right = new QVBoxLayout;
    right->setContentsMargins(0, 0, 0, 0);
    right->setSpacing(0);
    right->addWidget(m_header);
    right->addWidget(m_stale);
    right->addWidget(m_message);
    right->addWidget(m_pages, 1);
    for (QWidget* page :
         std::initializer_list<QWidget*>{m_clusters, m_overview, m_nodes, m_balancing, m_availability,
                                         m_messenger, m_storage, m_events, m_settings, m_trouble})
        m_pages->addWidget(page);
    auto* layout = new QHBoxLayout(workspace);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_nav);
    layout->addLayout(right, 1);
    m_root->addWidget(m_firstRun);
    m_root->addWidget(workspace);
    setCentralWidget(m_root);
    m_stale->hide();
    m_stale->setLink(QStringLiteral("Retry now"));
    m_palette = new CommandPalette(this);

    connect(m_nav, &Navigation::pageAsked, this, &MainWindow::showClusterPage);
    connect(m_nav, &Navigation::clusterAsked, this, &MainWindow::chooseCluster);
    connect(m_nav, &Navigation::allClustersAsked, this, &MainWindow::showAllClusters);
    connect(m_nav, &Navigation::addClusterAsked, this, [this] { openConnectDialog({}); });
    auto* contextMenu = new QShortcut(QKeySequence(Qt::SHIFT | Qt::Key_F10), this);
    connect(contextMenu, &QShortcut::activated, this, &MainWindow::openContextMenu);
    connect(m_header, &PageHeader::paletteAsked, this, &MainWindow::openPalette);
    connect(m_stale, &StaleBar::linkClicked, this, [this] { obey(MainMenu::Command::Refresh); });
}

void MainWindow::connectPages()
{
    for (Page* page : std::initializer_list<Page*>{m_overview, m_nodes, m_balancing, m_availability,
                                                   m_messenger, m_storage, m_events, m_settings}) {
        connect(page, &Page::requested, m_runner, &ActionRunner::request);
        connect(page, &Page::nodeAsked, this, &MainWindow::showNode);
        connect(page, &Page::eventsAsked, this, &MainWindow::showEventsOf);
        connect(page, &Page::nodesAsked, this, [this] { showClusterPage(NavModel::PageId::Nodes); });
        connect(page, &Page::addNodeAsked, this, &MainWindow::openAddNode);
        connect(page, &Page::retryAsked, this, [this] { obey(MainMenu::Command::Refresh); });
    }
    connect(m_nodes, &NodesPage::probeAsked, this, &MainWindow::probe);
    connect(m_messenger, &MessengerPage::probeAsked, this, &MainWindow::probe);
    connect(m_nodes, &NodesPage::logAsked, this, &MainWindow::openLog);
    connect(m_nodes, &NodesPage::selectionChanged, this, &MainWindow::presentChrome);
    connectLoaders();
    connect(m_clusters, &ClustersPage::clusterAsked, this, &MainWindow::chooseCluster);
    connect(m_clusters, &ClustersPage::nodeAsked, this, [this](const QString& profile, NodeId node) {
        chooseCluster(profile);
        showNode(node);
    });
    connect(m_clusters, &ClustersPage::retryAsked, this, [this](const QString& profile) {
        if (LiveCluster* cluster = m_hub.find(profile); cluster && cluster->session())
            cluster->session()->refreshNow();
    });
    connect(m_firstRun, &FirstRunPage::demoAsked, this, &MainWindow::startDemo);
    connect(m_firstRun, &FirstRunPage::connectAsked, this, [this] { openConnectDialog({}); });
    connect(m_firstRun, &FirstRunPage::createAsked, this, &MainWindow::openCreateDialog);
    connect(m_firstRun, &FirstRunPage::openFileAsked, this, &MainWindow::openConnectionFile);
    connect(m_firstRun, &FirstRunPage::guideAsked, this, [this] { obey(MainMenu::Command::Help); });
    connect(m_trouble, &TroublePage::passwordAsked, this, &MainWindow::openPasswordDialog);
    connect(m_trouble, &TroublePage::editAsked, this, [this] { obey(MainMenu::Command::EditConnection); });
    connect(m_trouble, &TroublePage::retryAsked, this, [this] { obey(MainMenu::Command::Refresh); });
}

/// What the pages read by themselves, of the current cluster.
void MainWindow::connectLoaders()
{
    m_events->setLoader([this](qint64 before, int limit) -> FutureResult<std::vector<Event>> {
        if (m_hub.current() && m_hub.current()->session())
            return m_hub.current()->session()->events(before, limit);
        return readyResult<std::vector<Event>>(
            failure(ErrorKind::Unreachable, QStringLiteral("The cluster is not connected.")));
    });
    m_availability->setLoader([this](Epoch before, int limit) -> FutureResult<std::vector<Term>> {
        if (m_hub.current() && m_hub.current()->session())
            return m_hub.current()->session()->terms(Millis(0), limit, before);
        return readyResult<std::vector<Term>>(
            failure(ErrorKind::Unreachable, QStringLiteral("The cluster is not connected.")));
    });
    const auto settings = [this]() -> FutureResult<std::vector<SettingState>> {
        if (m_hub.current() && m_hub.current()->session())
            return m_hub.current()->session()->actions().settings();
        return readyResult<std::vector<SettingState>>(
            failure(ErrorKind::Unreachable, QStringLiteral("The cluster is not connected.")));
    };
    const auto changes = [this]() -> FutureResult<std::vector<Event>> {
        ClusterSession* session = m_hub.current() ? m_hub.current()->session() : nullptr;
        if (!session)
            return readyResult<std::vector<Event>>(
                failure(ErrorKind::Unreachable, QStringLiteral("The cluster is not connected.")));
        EventQuery query;
        query.kind = QString(eventkind::SettingChanged);
        return andThen<std::vector<Event>>(
            session->events(query), session, [session, query](std::vector<Event> found) mutable {
                query.kind = QString(eventkind::LicenseChanged);
                return session->events(query).then(
                    session, [found](const Result<std::vector<Event>>& more) -> Result<std::vector<Event>> {
                        if (!more)
                            return Failure(more.error());
                        std::vector<Event> all = found;
                        all.insert(all.end(), more->begin(), more->end());
                        return all;
                    });
            });
    };
    m_settings->setLoaders(settings, changes);
    m_storage->setLoader(settings);
}

void MainWindow::connectMenus()
{
    connect(m_menu, &MainMenu::chosen, this, &MainWindow::obey);
    connect(m_menu, &MainMenu::requested, m_runner, &ActionRunner::request);
    connect(m_menu, &MainMenu::logAsked, this, &MainWindow::openLog);
    connect(m_menu, &MainMenu::themeChosen, this, [this](const QString& word) {
        m_theme.apply(Theme::fromWord(word));
        m_state.setTheme(word);
        m_menu->setTheme(word);
    });
    connect(m_runner, &ActionRunner::undoChanged, this, &MainWindow::presentChrome);
}

void MainWindow::connectDemo()
{
    connect(&m_demo, &DemoController::progress, this, [this](int step, const QString& sentence) {
        m_firstRun->setDemoProgress(step, DemoCluster::steps, sentence);
        if (m_view != View::FirstRun)
            m_message->showBusy(sentence);
    });
    connect(&m_demo, &DemoController::ready, this, &MainWindow::openDemo);
    connect(&m_demo, &DemoController::failed, this, [this](const QString& sentence) {
        m_firstRun->setDemoTrouble(sentence);
        m_message->showTrouble(sentence);
    });
    connect(&m_demo, &DemoController::nodeEnded, this, [this](const QString& sentence) {
        const QString end = sentence.endsWith(u'.') ? QString() : QStringLiteral(".");
        m_message->showNotice(QStringLiteral("%1%2 Start it again from the menu Node.").arg(sentence, end));
    });
}

void MainWindow::restoreState()
{
    m_state.restoreWindow(*this);
    m_state.restoreSplitter(QStringLiteral("nodes"), *m_nodes->splitter());
    m_state.restoreSorting(QStringLiteral("nodes"), *m_nodes->table());
    m_state.restoreSorting(QStringLiteral("clusters"), *m_clusters->table());
    m_nodes->setHiddenColumns(m_state.hiddenColumns());
    m_menu->setTheme(Theme::wordOf(m_theme.choice()));
    connect(m_nodes, &NodesPage::columnsChanged, this,
            [this] { m_state.setHiddenColumns(m_nodes->hiddenColumns()); });
}

void MainWindow::saveState()
{
    m_state.saveWindow(*this);
    m_state.saveSplitter(QStringLiteral("nodes"), *m_nodes->splitter());
    m_state.saveSorting(QStringLiteral("nodes"), *m_nodes->table()->horizontalHeader());
    m_state.saveSorting(QStringLiteral("clusters"), *m_clusters->table()->horizontalHeader());
    if (m_hub.current())
        m_state.setLastCluster(m_hub.current()->profile().id);
    m_state.setLastPage(m_view == View::Clusters ? QStringLiteral("clusters") : wordOfPage(m_page));
}

void MainWindow::tellTrouble(const QString& sentence)
{
    m_message->showTrouble(sentence);
    m_firstRun->setDemoTrouble(sentence);
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    saveState();
    QMainWindow::closeEvent(event);
}

void MainWindow::openSaved()
{
    m_hub.openSaved();
    if (m_hub.clusters().empty())
        return;
    const QString last = m_state.lastCluster();
    m_hub.setCurrent(m_hub.find(last) ? last : m_hub.clusters().front()->profile().id);
    if (!showPage(m_state.lastPage()))
        showClusterPage(NavModel::PageId::Overview);
}

void MainWindow::openCluster(const Profile& profile, const ConnectionSpec& spec)
{
    m_hub.connectTo(profile, spec);
    chooseCluster(profile.id);
}

QStringList MainWindow::pageWords()
{
    return {QStringLiteral("overview"),
            QStringLiteral("nodes"),
            QStringLiteral("load-balancing"),
            QStringLiteral("high-availability"),
            QStringLiteral("service-messenger"),
            QStringLiteral("shared-storage"),
            QStringLiteral("events"),
            QStringLiteral("settings"),
            QStringLiteral("clusters"),
            QStringLiteral("first-run"),
            QStringLiteral("enable-load-balancing"),
            QStringLiteral("enable-high-availability"),
            QStringLiteral("connect"),
            QStringLiteral("create"),
            QStringLiteral("add-node"),
            QStringLiteral("palette")};
}

bool MainWindow::showPage(const QString& word)
{
    for (const auto& [id, name] : clusterPages) {
        if (name == word) {
            showClusterPage(id);
            return true;
        }
    }
    if (word == QStringLiteral("clusters"))
        showAllClusters();
    else if (word == QStringLiteral("first-run"))
        showView(View::FirstRun);
    else if (word == QStringLiteral("connect"))
        openConnectDialog({});
    else if (word == QStringLiteral("create"))
        openCreateDialog();
    else if (pageWords().contains(word))
        m_pendingDialog = word; // it needs to know the cluster first
    else
        return false;
    return true;
}

void MainWindow::showView(View view)
{
    m_view = view;
    m_root->setCurrentIndex(view == View::FirstRun ? 0 : 1);
    if (view == View::Clusters) {
        m_pages->setCurrentWidget(m_clusters);
        m_nav->setAllClusters();
    }
    presentChrome();
}

void MainWindow::showClusterPage(NavModel::PageId page)
{
    if (!m_hub.current()) {
        if (m_hub.clusters().empty()) {
            showView(View::FirstRun);
            return;
        }
        m_hub.setCurrent(m_hub.clusters().front()->profile().id);
    }
    // The keyboard was on the page that goes: it comes along, instead of falling to any neighbour.
    const bool inside = m_view != View::FirstRun && m_pages->isAncestorOf(focusWidget());
    m_page = page;
    showView(View::Cluster);
    m_nav->setCurrentPage(page);
    present();
    if (inside)
        focusPane(currentPage()->mainPane());
}

void MainWindow::showAllClusters()
{
    if (m_hub.clusters().empty()) {
        showView(View::FirstRun);
        return;
    }
    showView(View::Clusters);
    presentFleet();
}

void MainWindow::chooseCluster(const QString& profile)
{
    m_hub.setCurrent(profile);
    showClusterPage(m_page);
}

void MainWindow::showNode(NodeId node)
{
    showClusterPage(NavModel::PageId::Nodes);
    m_nodes->selectNode(node);
    m_nodes->mainPane()->setFocus(Qt::OtherFocusReason);
}

void MainWindow::showEventsOf(const QString& nodeName)
{
    showClusterPage(NavModel::PageId::Events);
    m_events->showNode(nodeName);
}

void MainWindow::currentChanged()
{
    m_message->dismiss();
    m_nodes->reset();
    m_balancing->reset();
    m_availability->reset();
    m_events->reset();
    m_settings->reset();
    m_storage->reset();
    m_runner->setCluster(m_hub.current());
    if (LiveCluster* cluster = m_hub.current(); cluster && !cluster->profile().id.isEmpty())
        if (m_store.find(cluster->profile().id))
            (void)m_store.markUsed(cluster->profile().id); // only the order of a list depends on it
    present();
}

Page* MainWindow::currentPage() const
{
    switch (m_page) {
    case NavModel::PageId::Nodes:
        return m_nodes;
    case NavModel::PageId::LoadBalancing:
        return m_balancing;
    case NavModel::PageId::HighAvailability:
        return m_availability;
    case NavModel::PageId::Messenger:
        return m_messenger;
    case NavModel::PageId::Storage:
        return m_storage;
    case NavModel::PageId::Events:
        return m_events;
    case NavModel::PageId::Settings:
        return m_settings;
    default:
        return m_overview;
    }
}

QString MainWindow::currentTitle() const
{
    return m_view == View::Cluster ? currentPage()->title() : QStringLiteral("All Clusters");
}

void MainWindow::focusPane(QWidget* next)
{
    // A pane that takes no focus itself hands it to its first control.
    if (next->focusPolicy() == Qt::NoFocus) {
        const QList<QWidget*> inside = next->findChildren<QWidget*>();
        for (QWidget* each : inside) {
            if (each->focusPolicy() & Qt::TabFocus && each->isVisible() && each->isEnabled()) {
                next = each;
                break;
            }
        }
    }
    next->setFocus(Qt::TabFocusReason);
}

void MainWindow::movePane(int step)
{
    QList<QWidget*> panes{m_nav->list()};
    if (m_view == View::Cluster) {
        panes << currentPage()->mainPane();
        if (m_page == NavModel::PageId::Nodes)
            panes << m_nodes->splitter()->widget(1);
        else if (m_page == NavModel::PageId::HighAvailability)
            panes << m_availability->history().table();
    } else {
        panes << m_clusters->mainPane();
    }
    panes << m_header->search();
    int at = 0;
    for (int i = 0; i < panes.size(); ++i)
        if (panes[i]->hasFocus() || panes[i]->isAncestorOf(focusWidget()))
            at = i;
    QWidget* next = panes[(at + step + panes.size()) % panes.size()];
    focusPane(next);
}

} // namespace rollcall
