"""What is refused before an expression runs, so that nothing can fail when it does."""

from conversations.xforms import patterns
from conversations.xforms.functions.table import FUNCTIONS, Function
from conversations.xforms.problems import nearest
from conversations.xforms.xpath.syntax import (
    Call,
    Expression,
    Filter,
    Operation,
    Path,
    Text,
    XPathError,
)
from locales import N_


def checked_function(call: Call) -> Function:
    """Find the function of a call, or raise XPathError where it cannot be called like this."""
    function = FUNCTIONS.get(call.function)
    if function is None:
        raise _unknown(call.function)
    if not function.accepts(len(call.arguments)):
        raise XPathError(
            N_("wrong number of arguments for {function}(): {count}"),
            _arity_remedy(function),
            function=call.function,
            count=str(len(call.arguments)),
            fewest=str(function.fewest),
            most=str(function.most),
        )
    for index in function.nodes:
        if index < len(call.arguments):
            check_nodes(call.arguments[index], call.function)
    if call.function == "regex" and isinstance(call.arguments[1], Text):
        _check_pattern(call.arguments[1].value)
    return function


def _unknown(name: str) -> XPathError:
    suggestion = nearest(name, FUNCTIONS)
    remedy = N_("Did you mean {suggestion}()?") if suggestion else N_("Check the function's name.")
    return XPathError(
        N_("unknown function {function}()"), remedy, function=name, suggestion=suggestion or ""
    )


def _arity_remedy(function: Function) -> str:
    if function.pairs:
        return N_("After the first two, give its arguments in pairs.")
    if function.most is None:
        return N_("It takes {fewest} or more.")
    if function.most == function.fewest:
        return N_("It takes {fewest}.")
    return N_("It takes {fewest} to {most}.")


def gives_nodes(expression: Expression) -> bool:
    match expression:
        case Path() | Filter():
            return True
        case Operation("|"):
            return True
        case Call(name):
            # An unknown function is told as such, when it is compiled itself.
            return name not in FUNCTIONS or FUNCTIONS[name].gives_nodes
        case _:
            return False


def check_nodes(expression: Expression, where: str) -> None:
    if not gives_nodes(expression):
        raise XPathError(
            N_("{function} needs questions here, not the value {value}"),
            N_("Name a question or a group, such as ${{name}}."),
            function=f"{where}()" if where in FUNCTIONS else where,
            value=str(expression),
        )


def _check_pattern(pattern: str) -> None:
    if len(pattern) > patterns.LONGEST_PATTERN:
        raise XPathError(
            N_("the pattern of regex() is longer than {limit} characters"),
            N_("Split it into two conditions."),
            limit=str(patterns.LONGEST_PATTERN),
        )
    fault = patterns.fault(pattern)
    if fault is not None:
        raise XPathError(
            N_("regex() cannot use the pattern {pattern} ({fault})"),
            N_("Close every bracket; look-around and back-references are not available."),
            pattern=pattern,
            fault=fault,
        )
