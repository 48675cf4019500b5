namespace Kolosal.Access;

/// <summary>What the host keeps sessions to. A host without a console offers none.</summary>
public interface ISessionRules
{
    /// <summary>Minutes without a click after which the console signs somebody out.</summary>
    int ConsoleIdleMinutes { get; }
}
