#pragma once

#include "ui/dialogs/intent.h"

#include <QKeySequence>
#include <QObject>

#include <functional>
#include <vector>

class QAction;
class QActionGroup;
class QMenu;
class QMenuBar;

namespace rollcall
{

struct PaletteItem;

/// Every action of the window, in its menu, with mnemonic and shortcut. It only emits what was chosen.
class MainMenu final : public QObject
{
    Q_OBJECT

public:
    enum class Command {
        Connect,
        Create,
        StartDemo,
        OpenFile,
        SaveFile,
        Quit,
        EditConnection,
        ForgetConnection,
        EnterPassword,
        Refresh,
        PreviousCluster,
        NextCluster,
        AddNode,
        ProbeAgain,
        StartDemoNode,
        Undo,
        AllClusters,
        Overview,
        Nodes,
        LoadBalancing,
        HighAvailability,
        Messenger,
        Storage,
        Events,
        Settings,
        Filter,
        Palette,
        NextPane,
        PreviousPane,
        Help,
        Shortcuts,
        About,
    };

    MainMenu(QMenuBar* bar, QObject* parent);

    /// What the menus depend on.
    struct State {
        const ClusterView* view = nullptr; ///< null: no cluster is chosen
        Freshness freshness;
        NodeId node; ///< the selected one
        bool savedProfile = false;
        bool demoRunning = false;
        bool demoNodeEnded = false; ///< of the selected node
        QString undo;
    };
    void update(const State& state);

    QAction* action(Command command) const;
    void setTheme(const QString& word);
    /// Commands that make sense in the palette.
    std::vector<PaletteItem> paletteItems() const;

Q_SIGNALS:
    void chosen(rollcall::MainMenu::Command command);
    void requested(const rollcall::Intent& intent);
    void themeChosen(const QString& word);
    void logAsked(rollcall::NodeId node, const QString& unit);

private:
    struct IntentAction {
        QAction* action;
        Intent intent;
    };
    QAction* add(QMenu* menu, Command command, const QString& text, const QKeySequence& keys = {});
    void addIntent(QMenu* menu, const QString& text, const Intent& intent);
    void buildCluster(QMenuBar* bar);
    void buildView(QMenuBar* bar);
    void fillUnits();
    void fillNode();

    std::vector<std::pair<Command, QAction*>> m_actions;
    std::vector<IntentAction> m_intents;
    QMenu* m_node = nullptr;
    QMenu* m_units = nullptr;
    QActionGroup* m_themes = nullptr;
    QList<QAction*> m_nodeExtras;
    State m_state;
};

} // namespace rollcall
