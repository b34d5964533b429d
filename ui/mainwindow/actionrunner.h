#pragma once

#include "model/services/clusteractions.h"
#include "ui/dialogs/confirmdialog.h"
#include "ui/dialogs/intent.h"

#include <QObject>

#include <deque>
#include <memory>
#include <optional>

class QWidget;

namespace rollcall
{

class LiveCluster;
class MessageBar;

/// Carries out what pages, menus and palette ask for: refuses with the reason, asks back where something
/// stops, runs the action, and says in the bar above the page how it went.
class ActionRunner final : public QObject
{
    Q_OBJECT

public:
    ActionRunner(QWidget* window, MessageBar* bar);

    void setCluster(LiveCluster* cluster); ///< null: none
    void request(const Intent& intent);
    /// Takes back the last action that can be taken back.
    void undo();
    /// "Undo removal of web-06"; empty: nothing to undo.
    QString undoText() const;

Q_SIGNALS:
    void finished(); ///< something was carried out, or has failed
    void undoChanged();

private:
    struct Batch {
        Intent intent;
        std::deque<std::pair<NodeId, QString>> left;
        int count = 0;
        QStringList failures;
    };
    void perform(const Intent& intent, const ConfirmDialog::Answer& answer);
    void openPreflight(Feature feature);
    void openTimings();
    void openPriority(NodeId node);
    void openDrill();
    void openSetting(const QString& key);
    void openLicense();
    void openKeyStart();
    void openBackup();
    void openRestore();
    void report(const Result<Done>& result, const std::optional<std::pair<Intent, QString>>& undo = {});
    void runUnits(const Intent& intent);
    void nextUnit(const std::shared_ptr<Batch>& batch);
    void concludeUnits(const Batch& batch);
    FutureResult<Done> start(const Intent& intent, const ConfirmDialog::Answer& answer,
                             ClusterActions& actions);
    QString busyWords(const Intent& intent) const;
    QString nameOfNode(NodeId node) const;

    QWidget* m_window;
    MessageBar* m_bar;
    LiveCluster* m_cluster = nullptr;
    std::optional<std::pair<Intent, QString>> m_undo;
};

} // namespace rollcall
