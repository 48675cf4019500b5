using System.Text.Json;

namespace Kolosal.Experiments;

public class FailureTextTests
{
    [Fact]
    public void A_model_that_is_not_finite_is_told_without_words_of_the_runtime()
    {
        var thrown = Assert.Throws<ArgumentException>(() => JsonSerializer.Serialize(double.NaN));
        Assert.Contains("not finite", FailureText.Of(thrown), StringComparison.Ordinal);
        Assert.DoesNotContain(".NET", FailureText.Of(thrown), StringComparison.Ordinal);
    }

    [Fact]
    public void Names_of_types_and_parameters_are_left_out()
    {
        Assert.Equal("Need two rows.", FailureText.Of(new ArgumentException("Need two rows", "rows")));
        Assert.DoesNotContain("System", FailureText.Of(new InvalidCastException("Unable to cast System.Int32 to System.String.")));
        Assert.Contains("no elements", FailureText.Of(new InvalidOperationException("Sequence contains no elements")), StringComparison.Ordinal);
    }
}
