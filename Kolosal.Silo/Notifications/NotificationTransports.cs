using Microsoft.Extensions.DependencyInjection;

namespace Kolosal.Notifications;

public static class NotificationTransports
{
    /// <summary>The channels that leave the machine.</summary>
    public static IServiceCollection AddNotificationTransports(this IServiceCollection services)
    {
        services.AddSingleton<IDeliveryTransport, WebhookTransport>();
        services.AddSingleton<IDeliveryTransport, MailTransport>();
        return services;
    }
}
