namespace Kolosal.Notifications;

/// <summary>How an attempt ended.</summary>
/// <param name="Arrived">The receiver took it.</param>
/// <param name="Status">Its status code, of HTTP or SMTP; null when it gave none.</param>
/// <param name="Error">Why it did not arrive; null when it did.</param>
/// <param name="RetryAfter">When the receiver wants to be asked again; null when it did not say.</param>
/// <param name="Gone">The receiver says that it wants no more (410).</param>
public sealed record DeliveryAnswer(bool Arrived, int? Status, string? Error, TimeSpan? RetryAfter = null, bool Gone = false)
{
    public static DeliveryAnswer Took(int? status) => new(true, status, null);

    public static DeliveryAnswer Failed(string error, int? status = null, TimeSpan? retryAfter = null) => new(false, status, error, retryAfter);
}
