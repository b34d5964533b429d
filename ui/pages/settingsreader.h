#pragma once

#include "model/cluster/clusterview.h"
#include "model/cluster/settings.h"
#include "model/core/futures.h"
#include "model/tables/freshness.h"

#include <QObject>

#include <functional>

namespace rollcall
{

/// The settings of the cluster for a page that shows them: read when the page is presented for the first
/// time, when an event says that one was changed, and every few seconds.
class SettingsReader final : public QObject
{
    Q_OBJECT

public:
    using Loader = std::function<FutureResult<std::vector<SettingState>>()>;

    using QObject::QObject;

    void setLoader(Loader loader) { m_loader = std::move(loader); }
    void reset(); ///< another cluster
    void present(const ClusterView& view, const Freshness& freshness);

    bool known() const { return m_known; }
    const std::vector<SettingState>& states() const { return m_states; }
    const SettingState* find(QAnyStringView key) const;
    const QString& trouble() const { return m_trouble; } ///< why the last reading failed, or empty

Q_SIGNALS:
    void changed();

private:
    void read();

    Loader m_loader;
    std::vector<SettingState> m_states;
    QString m_trouble;
    qint64 m_readAt = 0;      ///< milliseconds since 1970 by the database's clock
    qint64 m_newestEvent = 0; ///< that a setting was changed
    bool m_known = false;
    bool m_reading = false;
    bool m_again = false;
    int m_generation = 0; ///< answers of a former cluster are dropped
};

} // namespace rollcall
