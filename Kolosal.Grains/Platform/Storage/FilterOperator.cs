namespace Kolosal.Storage;

/// <summary>Comparisons of a <see cref="CatalogueFilter"/>.</summary>
public enum FilterOperator
{
    /// <summary>Equal.</summary>
    Equal,

    /// <summary>At least.</summary>
    AtLeast,

    /// <summary>At most.</summary>
    AtMost,

    /// <summary>Text: has the value in it, A–Z like a–z. Array: one of its elements is equal to the value. Else no match.</summary>
    Contains,
}
