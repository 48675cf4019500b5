using Microsoft.Extensions.DependencyInjection;

namespace Kolosal.Referrals;

public static class ReferralsServices
{
    /// <summary>What referrals need beside models, predictions, feedback and notifications.</summary>
    public static IServiceCollection AddReferrals(this IServiceCollection services) => services.AddSingleton<ReferralsInstruments>();
}
