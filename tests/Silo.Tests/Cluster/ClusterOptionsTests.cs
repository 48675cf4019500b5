using System.ComponentModel.DataAnnotations;
using Kolosal.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Hosting;

namespace Kolosal.Cluster;

public class ClusterOptionsTests
{
    [Theory]
    [InlineData("ProbeTimeoutMilliseconds", 100, 60_000), InlineData("MissedProbes", 1, 10), InlineData("DeathVotes", 1, 3)]
    [InlineData("MembershipRefreshSeconds", 1, 60), InlineData("ResponseTimeoutSeconds", 1, 600), InlineData("WaitingCallsWarning", 1, 1_000_000)]
    [InlineData("WaitingCallsLimit", 1, 1_000_000), InlineData("ShedAboveCpuPercent", 10, 100), InlineData("ShedAboveMemoryPercent", 10, 100)]
    [InlineData("SiloPort", 1, 65535), InlineData("GatewayPort", 0, 65535)]
    public void Options_have_bounds(string name, int least, int most)
    {
        foreach (int allowed in new[] { least, most }) Read((name, allowed));
        foreach (int refused in new[] { least - 1, most + 1 }) Assert.Throws<ValidationException>(() => Read((name, refused)));
    }

    [Fact]
    public void Every_limit_reaches_the_silo()
    {
        var services = Silo(
            ("ProbeTimeoutMilliseconds", 700), ("MissedProbes", 4), ("DeathVotes", 2), ("MembershipRefreshSeconds", 7),
            ("ResponseTimeoutSeconds", 11),
            ("WaitingCallsWarning", 12), ("WaitingCallsLimit", 13), ("ShedAboveCpuPercent", 81), ("ShedAboveMemoryPercent", 82));
        var membership = services.GetRequiredService<IOptions<ClusterMembershipOptions>>().Value;
        Assert.Equal(TimeSpan.FromMilliseconds(700), membership.ProbeTimeout);
        Assert.Equal((4, 2, TimeSpan.FromSeconds(7)), (membership.NumMissedProbesLimit, membership.NumVotesForDeathDeclaration,
            membership.TableRefreshTimeout));
        var messaging = services.GetRequiredService<IOptions<SiloMessagingOptions>>().Value;
        Assert.Equal((TimeSpan.FromSeconds(11), 12, 13), (messaging.ResponseTimeout, messaging.MaxEnqueuedRequestsSoftLimit,
            messaging.MaxEnqueuedRequestsHardLimit));
        Assert.Equal((12, 13), (messaging.MaxEnqueuedRequestsSoftLimit_StatelessWorker, messaging.MaxEnqueuedRequestsHardLimit_StatelessWorker));
        var shedding = services.GetRequiredService<IOptions<LoadSheddingOptions>>().Value;
        Assert.Equal((true, 81d, 82d), (shedding.LoadSheddingEnabled, shedding.CpuThreshold, shedding.MemoryThreshold));
    }

    [Fact]
    public void Nothing_is_shed_where_both_limits_are_a_hundred() => Assert.False(
        Silo(("ShedAboveCpuPercent", 100), ("ShedAboveMemoryPercent", 100))
            .GetRequiredService<IOptions<LoadSheddingOptions>>().Value.LoadSheddingEnabled);

    [Theory]
    [InlineData(GrainPlacement.Random, typeof(RandomPlacement)), InlineData(GrainPlacement.ActivationCount, typeof(ActivationCountBasedPlacement))]
    [InlineData(GrainPlacement.ResourceOptimized, typeof(ResourceOptimizedPlacement))]
    public void The_placement_is_that_of_the_option(GrainPlacement placement, Type expected) =>
        Assert.IsType(expected, Silo(("Placement", placement)).GetRequiredService<PlacementStrategy>());

    private static ServiceProvider Silo(params (string Name, object Value)[] settings)
    {
        var builder = new Builder(Configuration(settings));
        builder.UseLimits(ClusterLimits.Read(builder.Configuration));
        return builder.Services.BuildServiceProvider();
    }

    private static void Read(params (string Name, object Value)[] settings) => ClusterLimits.Read(Configuration(settings));

    private static IConfiguration Configuration((string Name, object Value)[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(
            $"{Hosting.ClusterOptions.Section}:{setting.Name}", (string?)$"{setting.Value}"))).Build();

    private sealed class Builder(IConfiguration configuration) : ISiloBuilder
    {
        public IServiceCollection Services { get; } = new ServiceCollection();

        public IConfiguration Configuration => configuration;
    }
}
