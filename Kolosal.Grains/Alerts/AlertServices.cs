using Kolosal.Incidents;
using Kolosal.Notifications;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Kolosal.Alerts;

public static class AlertServices
{
    /// <summary>The one line a silo calls for this feature; it needs <see cref="NotificationServices.AddNotifications"/>, too.</summary>
    public static IServiceCollection AddAlerts(this IServiceCollection services)
    {
        services.TryAddSingleton<AlertInstruments>();
        return services.AddIncidents();
    }
}
