#pragma once

#include "model/core/futures.h"
#include "model/tables/eventfilterproxy.h"
#include "model/tables/eventtablemodel.h"
#include "ui/pages/page.h"

#include <functional>

class QComboBox;
class QPushButton;
class QStackedLayout;
class QTableView;

namespace rollcall
{

class EmptyState;
class SearchField;
class TextLabel;

/// Everything that happened, newest first. New events arrive at the top without moving what is being read;
/// older ones are loaded when the end is reached.
class EventsPage final : public Page
{
    Q_OBJECT

public:
    /// Loads events older than an id (0: the newest), newest first.
    using Loader = std::function<FutureResult<std::vector<Event>>(qint64 before, int limit)>;

    explicit EventsPage(QWidget* parent = nullptr);

    QString title() const override { return QStringLiteral("Events"); }
    void present(const ClusterView& view, const Freshness& freshness) override;
    bool focusFilter() override;
    QWidget* mainPane() override;

    void setLoader(Loader loader);
    void reset(); ///< another cluster
    /// Only one node's; empty: all.
    void showNode(const QString& name);

    QTableView* table() const { return m_table; }
    const EventTableModel& model() const { return m_model; }

    /// "at,severity,kind,node,actor,sentence" and a line each; RFC 4180.
    static QByteArray toCsv(const std::vector<Event>& events);
    static QByteArray toJson(const std::vector<Event>& events);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    QWidget* makeBar();
    void buildTable();
    void fillFilters();
    void addEvents(const std::vector<Event>& events);
    void fillGap(qint64 before);
    void loadOlder();
    void loadWhenAtEnd();
    void presentEmptiness();
    void presentFoot();
    void clearFilters();
    void exportEvents();
    void copyRows();
    std::vector<Event> shownEvents() const;

    EventTableModel m_model;
    EventFilterProxy m_proxy;
    Loader m_loader;
    SearchField* m_field;
    QComboBox* m_severity;
    QComboBox* m_node;
    QComboBox* m_kind;
    QPushButton* m_export;
    QTableView* m_table;
    QStackedLayout* m_stack;
    EmptyState* m_empty;
    TextLabel* m_foot;
    bool m_loading = false;
    bool m_complete = false; ///< the first event ever is here
    QString m_trouble;
    int m_generation = 0; ///< answers of a former cluster are dropped
    bool m_known = false;
};

} // namespace rollcall
