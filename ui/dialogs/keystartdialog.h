#pragma once

#include "model/services/clusteractions.h"
#include "ui/dialogs/dialogframe.h"

#include <QTimer>

class QLineEdit;

namespace rollcall
{

class StateMark;

/// Starts a change of the encryption key: which file holds the new one. The cluster is told its fingerprint
/// only; the administrator gives the file to each node.
class KeyStartDialog final : public DialogFrame
{
    Q_OBJECT

public:
    /// actions must outlive the dialog.
    KeyStartDialog(ClusterActions& actions, const ClusterView& view, QWidget* parent);

    /// With every new reading: what stands in the way may have gone.
    void present(const ClusterView& view, const QString& offReason);

Q_SIGNALS:
    void started(const rollcall::Done& done);

private:
    void browse();
    void makeKey();
    void saveNewKey(const QString& path);
    void fileChanged();
    void readFile();
    void take(const Result<QString>& fingerprint);
    void startWith(const Result<QString>& fingerprint);
    void update();
    void start();

    ClusterActions& m_actions;
    ClusterView m_view;
    QString m_offReason;
    QString m_fingerprint; ///< of the key in the file; empty: none yet
    QString m_mistake;     ///< of the file
    QString m_shownMistake;
    QTimer m_pause;       ///< until the name of the file is written out
    int m_generation = 0; ///< of the file's name; what was read of a former one is dropped
    bool m_reading = false;
    bool m_starting = false;
    QLineEdit* m_file;
    FormField* m_field;
    StateMark* m_planMark;
    TextLabel* m_plan;
    QPushButton* m_start;
};

} // namespace rollcall
