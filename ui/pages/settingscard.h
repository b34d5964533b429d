#pragma once

#include "model/tables/freshness.h"
#include "model/tables/settingmodel.h"
#include "ui/dialogs/intent.h"
#include "ui/pages/tablecard.h"

#include <QSortFilterProxyModel>

class QPushButton;

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
class SettingsCard final : public TableCard
{
    Q_OBJECT

public:
    /// reader must outlive the card.
    explicit SettingsCard(const SettingsReader& reader, QWidget* parent = nullptr);

    void present(const ClusterView& view, const Freshness& freshness);
    void focusFilter();
    const SettingModel& model() const { return m_model; }

Q_SIGNALS:
    void requested(const rollcall::Intent& intent);

protected:
    QString copyText(const QModelIndex& current) const override;
    void fillMenu(QMenu& menu, const QModelIndex& index) override;

private:
    void buildHeader();
    void buildTable();
    void showStates();
    void presentState();
    void updateButtons();
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
