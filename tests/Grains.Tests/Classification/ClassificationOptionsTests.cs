using System.ComponentModel.DataAnnotations;

namespace Kolosal.Classification;

public sealed class ClassificationOptionsTests
{
    [Theory]
    [InlineData(0, false), InlineData(1, true), InlineData(365, true), InlineData(366, false)]
    public void The_days_of_an_approval_have_bounds(int days, bool valid)
    {
        var options = new ClassificationOptions { ApprovalDays = days };
        Assert.Equal(valid, Validator.TryValidateObject(options, new(options), null, validateAllProperties: true));
    }
}
