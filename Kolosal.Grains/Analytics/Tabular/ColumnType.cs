namespace Kolosal.Tabular;

/// <summary>What the values of a column are; how they are stored follows from it.</summary>
public enum ColumnType
{
    /// <summary>Finite doubles.</summary>
    Numeric,

    /// <summary>Codes into a dictionary of strings.</summary>
    Categorical,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>Instants, kept as UTC ticks.</summary>
    DateTime,

    /// <summary>Free text.</summary>
    Text,
}

/// <summary>What a column is for.</summary>
public enum ColumnRole
{
    /// <summary>An input of the model.</summary>
    Feature,

    /// <summary>What the model learns to predict; one column at most.</summary>
    Target,

    /// <summary>How much a row counts in training; numeric, not negative; one column at most.</summary>
    Weight,

    /// <summary>Rows with the same value stay in the same fold; one column at most.</summary>
    Group,

    /// <summary>The order of rows for time-series folds; one column at most.</summary>
    Time,

    /// <summary>Names a row; never an input.</summary>
    Id,

    /// <summary>Kept in the data, used by nothing.</summary>
    Ignored,
}
