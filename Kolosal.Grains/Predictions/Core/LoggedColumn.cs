using Kolosal.Tabular;

namespace Kolosal.Predictions;

/// <summary>A column as monitors see it.</summary>
/// <param name="Name">The column.</param>
/// <param name="Categorical">Counted by category rather than by number.</param>
/// <param name="Categories">The categories that are counted, in index order; others are −1.</param>
/// <param name="WasMissing">Rows of the training table had no value in it, so that a row that leaves it out says nothing new.</param>
public sealed record LoggedColumn(string Name, bool Categorical, ImmutableArray<string> Categories, bool WasMissing = false)
{
    /// <summary>How a column is read that monitors watch and the model does not take.</summary>
    public ColumnSchema Schema() => new(Name, Categorical ? ColumnType.Categorical : ColumnType.Numeric, Categories: Categories);
}
