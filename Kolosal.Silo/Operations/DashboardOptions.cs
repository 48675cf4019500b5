using Microsoft.Extensions.Configuration;

namespace Kolosal.Operations;

/// <summary>Section <c>Kolosal:Dashboard</c>: Orleans' page of silos, grains and calls at <c>/dashboard</c>.</summary>
/// <remarks>Silos and front doors of one cluster need the same.</remarks>
public sealed class DashboardOptions
{
    public const string Section = "Kolosal:Dashboard";

    /// <summary>Whether there is one. Default: true.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>As configured; asked while services are registered.</summary>
    public static DashboardOptions Of(IConfiguration configuration) =>
        configuration.GetSection(Section).Get<DashboardOptions>() ?? new DashboardOptions();
}
