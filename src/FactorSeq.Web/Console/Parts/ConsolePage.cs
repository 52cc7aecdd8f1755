using System.Text.Json.Nodes;
using FactorSeq.Web.Console.Access;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace FactorSeq.Web.Console.Parts;

/// <summary>What the console's pages have alike: the APIs, what is wrong, and steps that are asked back before they are taken.</summary>
public abstract class ConsolePage : ComponentBase
{
    [Inject]
    private protected OwnApi Api { get; set; } = null!;

    [Inject]
    private protected DialogService Dialogs { get; set; } = null!;

    [Inject]
    private protected NotificationService Notifications { get; set; } = null!;

    [Inject]
    private protected NavigationManager Navigation { get; set; } = null!;

    /// <summary>What the page has to complain of.</summary>
    private protected IReadOnlyCollection<string> Problems { get; set; } = [];

    /// <summary>Whether everything that the page shows is there.</summary>
    private protected bool Loaded { get; set; }

    /// <summary>Reads something; where that is refused, the page says why.</summary>
    private protected async Task<ApiAnswer> Read(string path, bool quietly = false)
    {
        var answer = await Api.Get(path, quietly);
        if (!answer.Ok)
        {
            Problems = answer.Faults;
        }

        return answer;
    }

    /// <summary>Asks back, does it, says what came of it.</summary>
    /// <returns>Whether it was done.</returns>
    private protected async Task<bool> Confirmed(string title, string question, string verb, Func<Task<ApiAnswer>> act) =>
        await Dialogs.Confirm(question, title, new ConfirmOptions { OkButtonText = verb, CancelButtonText = "Cancel", CloseDialogOnEsc = true }) == true
        && await Done(title, act);

    private protected async Task<bool> Done(string title, Func<Task<ApiAnswer>> act)
    {
        var answer = await act();
        Problems = answer.Faults;
        Notifications.Notify(
            answer.Ok ? NotificationSeverity.Success : NotificationSeverity.Error, title, answer.Ok ? "Done." : string.Join(" ", answer.Faults), duration: 4000);
        return answer.Ok;
    }

    private protected static string Escape(string? text) => Uri.EscapeDataString(text ?? "");

    private protected static string Text(JsonNode? node) => node switch
    {
        null => "",
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        _ => node.ToJsonString(),
    };
}
