using Kolosal.Testing;

namespace Kolosal.Scenarios;

/// <summary>Takes minutes; skipped unless <c>KOLOSAL_LONG_SCENARIOS</c> is set, and without PostgreSQL.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LongPostgresFactAttribute : FactAttribute
{
    public LongPostgresFactAttribute() => Skip = PostgresFixture.Binaries is null ? "PostgreSQL is not installed."
        : Environment.GetEnvironmentVariable("KOLOSAL_LONG_SCENARIOS") is null ? "Set KOLOSAL_LONG_SCENARIOS=1; it takes three minutes." : null;
}
