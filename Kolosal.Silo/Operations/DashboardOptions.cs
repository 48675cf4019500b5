using Microsoft.Extensions.Configuration;

namespace Kolosal.Operations;

/// <summary>Section <c>Kolosal:Dashboard</c>: Orleans' page of silos, grains and calls at <c>/dashboard</c>.</summary>
/// <remarks>Silos and front doors of one cluster need the same.</remarks>
public sealed class DashboardOptions
{
    public const string Section = "Kolosal:Dashboard";

    /// <summary>Whether there is one. It costs about 70 MB of memory and a quarter of the work of starting. Default: false.</summary>
    public bool Enabled { get; set; }

    /// <summary>As configured; asked while services are registered.</summary>
    public static DashboardOptions Of(IConfiguration configuration) =>
        configuration.GetSection(Section).Get<DashboardOptions>() ?? new DashboardOptions();
}
