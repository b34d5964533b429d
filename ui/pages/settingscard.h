#pragma once

#include "model/tables/freshness.h"
#include "model/tables/settingmodel.h"
#include "ui/dialogs/intent.h"
#include "ui/widgets/card.h"

#include <QSortFilterProxyModel>

class QPushButton;
class QTableView;

namespace rollcall
{

class ColumnFitter;
class EmptyState;
class LinkButton;
class SearchField;
class SettingsReader;
class StateMark;
class TextLabel;

/// Settings: every setting of the cluster with its meaning, value, default, and who changed it last; found by
/// any word of it. Enter changes the chosen one.
class SettingsCard final : public Card
{
    Q_OBJECT

public:
    /// reader must outlive the card.
    explicit SettingsCard(const SettingsReader& reader, QWidget* parent = nullptr);

    void present(const ClusterView& view, const Freshness& freshness);
    void focusFilter();
    QTableView* table() const { return m_table; }
    const SettingModel& model() const { return m_model; }

Q_SIGNALS:
    void requested(const rollcall::Intent& intent);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void buildHeader();
    void buildTable();
    void showStates();
    void presentState();
    void updateButtons();
    void openMenu(const QPoint& at);
    void copyRow();
    void change();
    void resetChosen();
    const SettingState* chosen() const;
    QString resetReason() const;

    const SettingsReader& m_reader;
    SettingModel m_model;
    QSortFilterProxyModel m_proxy;
    SearchField* m_field;
    QPushButton* m_change;
    QPushButton* m_reset;
    QTableView* m_table;
    ColumnFitter* m_fitter;
    EmptyState* m_empty;
    StateMark* m_footMark;
    TextLabel* m_foot;
    LinkButton* m_timings;
    QString m_offReason;
    QString m_age; ///< of old values, or empty
    QString m_timingsSentence;
    qint64 m_now = 0;
    bool m_never = true;
};

} // namespace rollcall
