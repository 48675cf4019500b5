using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Kolosal.Notifications;

public static class NotificationServices
{
    /// <summary>The one line a silo calls for this feature. The transports over the network are the host's.</summary>
    public static IServiceCollection AddNotifications(this IServiceCollection services)
    {
        services.AddOptions<NotificationsOptions>().BindConfiguration(NotificationsOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<SmtpOptions>().BindConfiguration(SmtpOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton<NotificationInstruments>();
        services.TryAddSingleton<SecretSeal>();
        services.AddSingleton<IDeliveryTransport, LogTransport>();
        return services;
    }
}
