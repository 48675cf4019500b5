using Kolosal.Testing;

namespace Kolosal.Support;

/// <summary>A silo as it is without a word from a test.</summary>
public sealed class PlainSilo() : SharedSilo(() => PlatformSilo.StartAsync());

/// <summary>One plain silo for classes whose tests do not mind each other: none of them kills it, fails its storage or sets its clock.</summary>
[CollectionDefinition(Name)]
public sealed class PlainSiloCollection : ICollectionFixture<PlainSilo>
{
    public const string Name = "plain silo";
}
