#pragma once

#include "model/core/clock.h"
#include "model/services/clusteractions.h"
#include "ui/dialogs/dialogframe.h"

#include <QTimer>

class QCheckBox;

namespace rollcall
{

class CheckList;

/// Enable Load Balancing and Enable High Availability: every check with its proof, live; the button works
/// once nothing stands in the way or what does was accepted.
class PreflightDialog final : public DialogFrame
{
    Q_OBJECT

public:
    /// actions must outlive the dialog.
    PreflightDialog(ClusterActions& actions, Feature feature, const ClusterView& view, QWidget* parent);

Q_SIGNALS:
    void enabled(const rollcall::Done& done);

private:
    enum class Phase { Checking, Checked, Enabling };

    void check();
    void checked(const Result<Preflight>& result, bool thenEnable);
    void startCheck(bool thenEnable);
    void enable();
    void sendEnable();
    /// The keyboard goes to the first box that is not ticked, else to what can be pressed.
    void focusOnNextStep();
    void showPreflight();
    /// Looks again without a word, so that what was repaired meanwhile turns green by itself.
    void refresh();
    void rebuildConsents();
    void updateButton();
    void updateAge();
    QStringList overrides() const;
    QString obstacle() const;

    ClusterActions& m_actions;
    Feature m_feature;
    Preflight m_preflight;
    Phase m_phase = Phase::Checking;
    std::optional<Instant> m_checkedAt;
    int m_run = 0; ///< a newer check makes the answer of an older one worthless
    bool m_focusOnAnswer = true;
    bool m_refreshing = false;
    bool m_refused = false; ///< by enable(): its words stay until somebody checks again

    class SummaryRow* m_summary;
    TextLabel* m_age;
    QPushButton* m_again;
    CheckList* m_list;
    QWidget* m_changes;
    QVBoxLayout* m_changesLayout;
    QVBoxLayout* m_consentLayout;
    std::vector<std::pair<QString, QCheckBox*>> m_consents;
    QPushButton* m_whatChanges;
    QPushButton* m_enable;
    QTimer m_ticker;
    QTimer m_busy;
};

} // namespace rollcall
