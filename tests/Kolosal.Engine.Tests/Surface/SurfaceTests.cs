using System.Reflection;

namespace Kolosal.Engine.Tests.Surface;

/// <summary>Keeps the embedded engine's public face inside Orleans' own.</summary>
public sealed class SurfaceTests
{
    private static readonly IReadOnlySet<string> Facts = ReadFacts();

#if ORLEANS
    private static readonly Assembly[] Orleans = [.. new[]
    {
        typeof(Grain), typeof(IClusterClient), typeof(IPersistentState<>), typeof(global::Orleans.Streams.IStreamProvider), typeof(IRemindable),
        typeof(GenerateSerializerAttribute), typeof(global::Orleans.Serialization.CodecNotFoundException), typeof(global::Orleans.TestingHost.InProcessTestCluster),
        typeof(global::Orleans.Hosting.MemoryGrainStorageSiloBuilderExtensions),
    }.Select(type => type.Assembly).Distinct()];

    [Fact]
    public void Every_fact_is_true_of_the_real_packages() => Assert.Empty(Facts.Except(PublicSurface.Of(Orleans)).Order());
#else
    [Fact]
    public void Nothing_public_in_Orleans_namespaces_is_unknown_to_Orleans() =>
        Assert.Empty(PublicSurface.Of([typeof(Grain).Assembly, typeof(ISiloBuilder).Assembly]).Except(Facts).Order());
#endif

    private static HashSet<string> ReadFacts()
    {
        using var reader = new StreamReader(typeof(SurfaceTests).Assembly.GetManifestResourceStream("orleans-facts.txt")!);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }
}
