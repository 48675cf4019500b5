using Xunit;

namespace Kolosal.Testing;

/// <summary>A theory that needs a PostgreSQL server, as <see cref="PostgresFactAttribute"/>.</summary>
public sealed class PostgresTheoryAttribute : TheoryAttribute
{
    public PostgresTheoryAttribute() => Skip = new PostgresFactAttribute().Skip;
}
