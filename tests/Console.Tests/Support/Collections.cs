namespace Kolosal.WebConsole.Support;

/// <summary>A server in which nothing happened yet, shared with a browser by the tests that look at that.</summary>
[CollectionDefinition(Name)]
public sealed class EmptyConsole : ICollectionFixture<ConsoleFixture>
{
    public const string Name = "A console without records";
}

/// <summary>A server with a champion that drifted, shared with a browser by all tests that need data or make some of their own.</summary>
[CollectionDefinition(Name)]
public sealed class ConsoleWithRecords : ICollectionFixture<WatchedConsole>
{
    public const string Name = "A console with records";
}
