using System.ComponentModel.DataAnnotations;
using Kolosal.Models;

namespace Kolosal.Predictions;

public class ServingOptionsTests
{
    [Theory]
    [InlineData(nameof(PredictionsOptions.RefreshMilliseconds), 10, 60_000)]
    [InlineData(nameof(PredictionsOptions.MaximumRows), 1, 100_000)]
    [InlineData(nameof(PredictionsOptions.ModelMegabytes), 1, 1 << 20)]
    [InlineData(nameof(PredictionsOptions.GatherMilliseconds), 1, 1_000)]
    [InlineData(nameof(PredictionsOptions.ReminderSeconds), 1, 300)]
    [InlineData(nameof(PredictionsOptions.CacheMegabytes), 1, 4_096)]
    [InlineData(nameof(PredictionsOptions.ShadowRows), 100, 10_000_000)]
    public void Prediction_options_hold_their_bounds(string name, int low, int high) => Holds(() => new PredictionsOptions(), name, low, high);

    [Theory]
    [InlineData(nameof(ModelsOptions.ValidationMaxAgeHours), 1, 8_760)]
    [InlineData(nameof(ModelsOptions.ConcurrentChecks), 1, 64)]
    public void Model_options_hold_their_bounds(string name, int low, int high) => Holds(() => new ModelsOptions(), name, low, high);

    private static void Holds<T>(Func<T> make, string name, int low, int high)
        where T : class
    {
        Assert.True(IsValid(make()), "The defaults must be valid.");
        foreach (var (value, valid) in (ReadOnlySpan<(int, bool)>)[(low - 1, false), (low, true), (high, true), (high + 1, false)])
        {
            var options = make();
            typeof(T).GetProperty(name)!.SetValue(options, value);
            Assert.True(IsValid(options) == valid, $"{name} = {value}");
        }
    }

    private static bool IsValid(object options) =>
        Validator.TryValidateObject(options, new ValidationContext(options), null, validateAllProperties: true);
}
