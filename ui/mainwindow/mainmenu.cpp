#include "ui/mainwindow/mainmenu.h"

#include "model/tables/unitsummary.h"
#include "ui/mainwindow/palettemodel.h"
#include "ui/pages/nodemenu.h"

#include <QAction>
#include <QActionGroup>
#include <QKeySequence>
#include <QMenu>
#include <QMenuBar>

namespace rollcall
{

MainMenu::MainMenu(QMenuBar* bar, QObject* parent)
    : QObject(parent)
{
    QMenu* file = bar->addMenu(QStringLiteral("&File"));
    add(file, Command::Connect, QStringLiteral("&Connect to a Cluster…"), QKeySequence::New);
    add(file, Command::Create, QStringLiteral("C&reate a Cluster…"),
        QKeySequence(QStringLiteral("Ctrl+Shift+N")));
    add(file, Command::StartDemo, QStringLiteral("Start &Demo"));
    file->addSeparator();
    add(file, Command::OpenFile, QStringLiteral("&Open Connection File…"), QKeySequence::Open);
    add(file, Command::SaveFile, QStringLiteral("&Save Connection File…"), QKeySequence::Save);
    file->addSeparator();
    add(file, Command::Quit, QStringLiteral("&Quit"), QKeySequence(QStringLiteral("Ctrl+Q")));

    buildCluster(bar);

    m_node = bar->addMenu(QStringLiteral("&Node"));
    m_node->setToolTipsVisible(true);
    m_nodeExtras << add(nullptr, Command::AddNode, QStringLiteral("&Add Node…"),
                        QKeySequence(QStringLiteral("Ctrl+Shift+A")))
                 << add(nullptr, Command::ProbeAgain, QStringLiteral("&Probe Again"))
                 << add(nullptr, Command::StartDemoNode, QStringLiteral("&Start Demo Node"))
                 << add(nullptr, Command::Undo, QStringLiteral("Und&o"), QKeySequence::Undo);
    connect(m_node, &QMenu::aboutToShow, this, &MainMenu::fillNode);
    fillNode();

    buildView(bar);

    QMenu* help = bar->addMenu(QStringLiteral("&Help"));
    add(help, Command::Help, QStringLiteral("&Help for This Page"), QKeySequence(QStringLiteral("F1")));
    add(help, Command::Shortcuts, QStringLiteral("&Keyboard Shortcuts"));
    help->addSeparator();
    add(help, Command::About, QStringLiteral("&About Rollcall"));
}

void MainMenu::buildCluster(QMenuBar* bar)
{
    QMenu* cluster = bar->addMenu(QStringLiteral("&Cluster"));
    cluster->setToolTipsVisible(true);
    addIntent(cluster, QStringLiteral("Enable &Load Balancing…"), Intent::enable(Feature::LoadBalancing));
    addIntent(cluster, QStringLiteral("Enable &High Availability…"),
              Intent::enable(Feature::HighAvailability));
    addIntent(cluster, QStringLiteral("Disable Load &Balancing…"), Intent::disable(Feature::LoadBalancing));
    addIntent(cluster, QStringLiteral("Disable High A&vailability…"),
              Intent::disable(Feature::HighAvailability));
    cluster->addSeparator();
    addIntent(cluster, QStringLiteral("Hand &Over…"), Intent::forNode(Act::HandOver, {}));
    addIntent(cluster, QStringLiteral("&Pause Takeover…"), Intent::forNode(Act::Pause, {}));
    addIntent(cluster, QStringLiteral("&Resume Takeover"), Intent::forNode(Act::Resume, {}));
    addIntent(cluster, QStringLiteral("Change &Timings…"), Intent::forNode(Act::ChangeTimings, {}));
    addIntent(cluster, QStringLiteral("Run a &Drill…"), Intent::forNode(Act::Drill, {}));
    addIntent(cluster, QStringLiteral("Change L&icense…"), Intent::forNode(Act::ChangeLicense, {}));
    addIntent(cluster, QStringLiteral("Change the Encryption &Key…"), Intent::rotateKey(RotationStep::Start));
    addIntent(cluster, QStringLiteral("Create a Ba&ckup…"), Intent::forNode(Act::CreateBackup, {}));
    addIntent(cluster, QStringLiteral("Re&store a Backup…"), Intent::forNode(Act::RestoreBackup, {}));
    m_units = cluster->addMenu(QStringLiteral("&Units"));
    m_units->setToolTipsVisible(true);
    connect(m_units, &QMenu::aboutToShow, this, &MainMenu::fillUnits);
    cluster->addSeparator();
    add(cluster, Command::Refresh, QStringLiteral("Re&fresh"), QKeySequence(QStringLiteral("F5")));
    add(cluster, Command::EnterPassword, QStringLiteral("Enter Pass&word…"));
    add(cluster, Command::EditConnection, QStringLiteral("&Edit Connection…"));
    add(cluster, Command::ForgetConnection, QStringLiteral("For&get Connection…"));
    cluster->addSeparator();
    add(cluster, Command::PreviousCluster, QStringLiteral("Previo&us Cluster"),
        QKeySequence(QStringLiteral("Ctrl+PgUp")));
    add(cluster, Command::NextCluster, QStringLiteral("Ne&xt Cluster"),
        QKeySequence(QStringLiteral("Ctrl+PgDown")));
}

void MainMenu::buildView(QMenuBar* bar)
{
    QMenu* view = bar->addMenu(QStringLiteral("&View"));
    add(view, Command::AllClusters, QStringLiteral("&All Clusters"), QKeySequence(QStringLiteral("Ctrl+0")));
    add(view, Command::Overview, QStringLiteral("&Overview"), QKeySequence(QStringLiteral("Ctrl+1")));
    add(view, Command::Nodes, QStringLiteral("&Nodes"), QKeySequence(QStringLiteral("Ctrl+2")));
    add(view, Command::LoadBalancing, QStringLiteral("Load &Balancing"),
        QKeySequence(QStringLiteral("Ctrl+3")));
    add(view, Command::HighAvailability, QStringLiteral("&High Availability"),
        QKeySequence(QStringLiteral("Ctrl+4")));
    add(view, Command::Messenger, QStringLiteral("Service &Messenger"),
        QKeySequence(QStringLiteral("Ctrl+5")));
    add(view, Command::Storage, QStringLiteral("S&hared Storage"), QKeySequence(QStringLiteral("Ctrl+6")));
    add(view, Command::Events, QStringLiteral("&Events"), QKeySequence(QStringLiteral("Ctrl+7")));
    add(view, Command::Settings, QStringLiteral("&Settings"), QKeySequence(QStringLiteral("Ctrl+8")));
    view->addSeparator();
    add(view, Command::Palette, QStringLiteral("Search or &Run a Command"),
        QKeySequence(QStringLiteral("Ctrl+K")));
    add(view, Command::Filter, QStringLiteral("&Filter"), QKeySequence::Find);
    add(view, Command::NextPane, QStringLiteral("Next &Pane"), QKeySequence(QStringLiteral("F6")));
    add(view, Command::PreviousPane, QStringLiteral("Pre&vious Pane"),
        QKeySequence(QStringLiteral("Shift+F6")));
    view->addSeparator();
    QMenu* theme = view->addMenu(QStringLiteral("&Theme"));
    m_themes = new QActionGroup(this);
    for (const auto& [word, text] : {std::pair(QStringLiteral("system"), QStringLiteral("&System")),
                                     std::pair(QStringLiteral("light"), QStringLiteral("&Light")),
                                     std::pair(QStringLiteral("dark"), QStringLiteral("&Dark"))}) {
        QAction* action = theme->addAction(text);
        action->setCheckable(true);
        action->setData(word);
        m_themes->addAction(action);
        connect(action, &QAction::triggered, this, [this, word = word] { Q_EMIT themeChosen(word); });
    }
}

QAction* MainMenu::add(QMenu* menu, Command command, const QString& text, const QKeySequence& keys)
{
    auto* action = new QAction(text, this);
    action->setShortcut(keys);
    connect(action, &QAction::triggered, this, [this, command] { Q_EMIT chosen(command); });
    if (menu)
        menu->addAction(action);
    m_actions.emplace_back(command, action);
    return action;
}

void MainMenu::addIntent(QMenu* menu, const QString& text, const Intent& intent)
{
    QAction* action = menu->addAction(text);
    connect(action, &QAction::triggered, this, [this, intent] { Q_EMIT requested(intent); });
    m_intents.push_back({action, intent});
}

QAction* MainMenu::action(Command command) const
{
    for (const auto& [each, action] : m_actions)
        if (each == command)
            return action;
    Q_UNREACHABLE();
}

void MainMenu::setTheme(const QString& word)
{
    const QList<QAction*> actions = m_themes->actions();
    for (QAction* action : actions)
        action->setChecked(action->data().toString() == word);
}

void MainMenu::update(const State& state)
{
    m_state = state;
    const bool cluster = state.view != nullptr;
    const QString noCluster = QStringLiteral("Choose a cluster first.");
    for (const IntentAction& each : m_intents) {
        const QString reason = cluster ? offReason(each.intent, *state.view, state.freshness) : noCluster;
        each.action->setEnabled(reason.isEmpty());
        each.action->setToolTip(reason);
    }
    // Of each pair only the one that can be done is shown.
    for (const IntentAction& each : m_intents) {
        const Mode mode = cluster ? state.view->facts.cluster.mode : Mode::Single;
        const bool paused = cluster && state.view->facts.cluster.paused;
        if (each.intent.act == Act::Enable)
            each.action->setVisible(!isOn(each.intent.feature, mode));
        else if (each.intent.act == Act::Disable)
            each.action->setVisible(isOn(each.intent.feature, mode));
        else if (each.intent.act == Act::Pause)
            each.action->setVisible(!paused);
        else if (each.intent.act == Act::Resume)
            each.action->setVisible(paused);
    }
    m_units->setEnabled(cluster);
    const QString stale = cluster ? offReason(state.freshness) : noCluster;
    action(Command::AddNode)->setEnabled(stale.isEmpty());
    action(Command::AddNode)->setToolTip(stale);
    action(Command::ProbeAgain)->setEnabled(cluster && !state.node.isNull());
    action(Command::StartDemoNode)->setVisible(state.demoNodeEnded);
    action(Command::Undo)->setEnabled(!state.undo.isEmpty());
    action(Command::Undo)->setText(state.undo.isEmpty() ? QStringLiteral("Und&o") : state.undo);
    action(Command::StartDemo)->setEnabled(!state.demoRunning);
    for (Command each : {Command::EditConnection, Command::ForgetConnection, Command::SaveFile})
        action(each)->setEnabled(state.savedProfile);
    for (Command each : {Command::Refresh, Command::Overview, Command::Nodes, Command::LoadBalancing,
                         Command::HighAvailability, Command::Messenger, Command::Storage, Command::Events,
                         Command::Settings, Command::EnterPassword})
        action(each)->setEnabled(cluster);
}

void MainMenu::fillUnits()
{
    m_units->clear();
    if (!m_state.view)
        return;
    for (const UnitSummary& unit : summarizeUnits(*m_state.view)) {
        if (!m_units->isEmpty())
            m_units->addSeparator();
        for (const auto& [text, act] : {std::pair(QStringLiteral("Start %1"), Act::StartUnit),
                                        std::pair(QStringLiteral("Restart %1…"), Act::RestartUnit),
                                        std::pair(QStringLiteral("Stop %1…"), Act::StopUnit)}) {
            const Intent intent = Intent::forUnit(act, unit.name);
            QAction* action =
                m_units->addAction(text.arg(unit.name), this, [this, intent] { Q_EMIT requested(intent); });
            const QString reason = offReason(intent, *m_state.view, m_state.freshness);
            action->setEnabled(reason.isEmpty());
            action->setToolTip(reason);
        }
    }
    if (m_units->isEmpty())
        m_units->addAction(QStringLiteral("No unit was reported"))->setEnabled(false);
}

void MainMenu::fillNode()
{
    m_node->clear();
    // clear() takes the entry of a submenu away and leaves the submenu.
    qDeleteAll(m_node->findChildren<QMenu*>(QString(), Qt::FindDirectChildrenOnly));
    m_node->addAction(action(Command::AddNode));
    m_node->addAction(action(Command::ProbeAgain));
    m_node->addAction(action(Command::StartDemoNode));
    m_node->addSeparator();
    const NodeView* node = m_state.view ? m_state.view->find(m_state.node) : nullptr;
    if (node) {
        fillNodeMenu(*m_node, *node, *m_state.view, m_state.freshness,
                     [this](const Intent& intent) { Q_EMIT requested(intent); });
        fillLogsMenu(*m_node->addMenu(QStringLiteral("Live &Log")), *node,
                     [this, id = node->row.id](const QString& unit) { Q_EMIT logAsked(id, unit); });
    } else
        m_node->addAction(QStringLiteral("Choose a node on the page Nodes"))->setEnabled(false);
    m_node->addSeparator();
    m_node->addAction(action(Command::Undo));
}

std::vector<PaletteItem> MainMenu::paletteItems() const
{
    std::vector<PaletteItem> items;
    const auto plain = [](QString text) { return text.remove(u'&'); };
    for (const IntentAction& each : m_intents) {
        if (!each.action->isVisible())
            continue;
        const Intent intent = each.intent;
        const bool enable = intent.act == Act::Enable || intent.act == Act::Disable ||
                            intent.act == Act::HandOver || intent.act == Act::ChangeTimings;
        items.push_back({PaletteItem::Section::Commands,
                         plain(each.action->text()),
                         {},
                         Mark::None,
                         enable ? Icon::HighAvailability : Icon::Settings,
                         {},
                         each.action->toolTip(),
                         [action = each.action] { action->trigger(); }});
        if (each.action->isEnabled())
            items.back().offReason.clear();
    }
    struct Listed {
        Command command;
        PaletteItem::Section section;
        Icon icon;
    };
    using Section = PaletteItem::Section;
    for (const Listed& each : {Listed{Command::Refresh, Section::Commands, Icon::Refresh},
                               Listed{Command::AddNode, Section::Commands, Icon::Plus},
                               Listed{Command::Undo, Section::Commands, Icon::Refresh},
                               Listed{Command::Connect, Section::Commands, Icon::Database},
                               Listed{Command::Create, Section::Commands, Icon::Plus},
                               Listed{Command::StartDemo, Section::Commands, Icon::Play},
                               Listed{Command::EditConnection, Section::Commands, Icon::Settings},
                               Listed{Command::AllClusters, Section::Pages, Icon::AllClusters},
                               Listed{Command::Overview, Section::Pages, Icon::Overview},
                               Listed{Command::Nodes, Section::Pages, Icon::Nodes},
                               Listed{Command::LoadBalancing, Section::Pages, Icon::LoadBalancing},
                               Listed{Command::HighAvailability, Section::Pages, Icon::HighAvailability},
                               Listed{Command::Messenger, Section::Pages, Icon::Messenger},
                               Listed{Command::Storage, Section::Pages, Icon::Storage},
                               Listed{Command::Events, Section::Pages, Icon::Events},
                               Listed{Command::Settings, Section::Pages, Icon::Settings},
                               Listed{Command::Shortcuts, Section::Pages, Icon::Help}}) {
        QAction* which = action(each.command);
        if (!which->isEnabled() || !which->isVisible())
            continue;
        items.push_back({each.section,
                         plain(which->text()),
                         {},
                         Mark::None,
                         each.icon,
                         which->shortcut().toString(QKeySequence::NativeText),
                         {},
                         [which] { which->trigger(); }});
    }
    return items;
}

} // namespace rollcall
