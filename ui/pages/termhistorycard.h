#pragma once

#include "model/core/futures.h"
#include "model/tables/freshness.h"
#include "model/tables/termtablemodel.h"
#include "ui/pages/tablecard.h"

#include <QSortFilterProxyModel>

#include <functional>

class QPushButton;
class QStackedLayout;

namespace rollcall
{

struct ClusterView;
class EmptyState;
class SearchField;
class TextLabel;

/// Term History: who was primary, from when to when and why, and how long each takeover took. Newest first;
/// older terms are loaded when the end is reached.
class TermHistoryCard final : public TableCard
{
    Q_OBJECT

public:
    /// Loads terms older than an epoch (0: the newest), newest first.
    using Loader = std::function<FutureResult<std::vector<Term>>(rollcall::Epoch before, int limit)>;

    explicit TermHistoryCard(QWidget* parent = nullptr);

    void present(const ClusterView& view, const Freshness& freshness);
    void setLoader(Loader loader);
    void reset(); ///< another cluster
    void focusFilter();

    const TermTableModel& model() const { return m_model; }

    /// "epoch,node,began,began_by,asked_by,ended,ended_by,silence_ms,claim_ms,work_ms" and a line each;
    /// RFC 4180. What was not noted is empty.
    static QByteArray toCsv(const std::vector<Term>& terms);
    static QByteArray toJson(const std::vector<Term>& terms);

protected:
    QString copyText(const QModelIndex& current) const override;
    std::optional<NamedNode> nodeOf(const QModelIndex& shown) const override;
    void fillMenu(QMenu& menu, const QModelIndex& index) override;
    void showEvent(QShowEvent* event) override;

private:
    void buildHeader();
    void buildTable();
    void loadOlder();
    void loadWhenAtEnd();
    void presentState();
    void exportTerms();
    const Term* termAt(const QModelIndex& shown) const;
    std::vector<Term> shownTerms() const;
    bool isFiltering() const;

    TermTableModel m_model;
    QSortFilterProxyModel m_proxy;
    Loader m_loader;
    SearchField* m_field;
    QPushButton* m_export;
    EmptyState* m_empty;
    QStackedLayout* m_stack;
    TextLabel* m_foot;
    rollcall::Epoch m_current = 0;
    qint64 m_now = 0;
    bool m_known = false;
    bool m_loading = false;
    bool m_complete = false;      ///< the first term ever is here
    rollcall::Epoch m_cursor = 0; ///< down to here all are loaded; 0: none is
    QString m_trouble;
    QString m_said;       ///< how an export went, until the next reading
    int m_generation = 0; ///< answers of a former cluster are dropped
};

} // namespace rollcall
