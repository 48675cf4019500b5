namespace Kolosal.Disclosure;

/// <summary>A column after its treatment.</summary>
/// <param name="Values">The new values; null where missing. Null when the column is gone.</param>
/// <param name="Changed">Cells that are not what they were.</param>
/// <param name="Loss">Utility lost, 0 to 1: for generalisation the mean certainty penalty (share of the range or of the values that a cell now
/// stands for, Xu et al. 2006), 1 for what is suppressed, masked or a pseudonym; for noise and shifts the added standard deviation over that of
/// the column and the noise together.</param>
public sealed record TreatedColumn(string?[]? Values, long Changed, double Loss);
